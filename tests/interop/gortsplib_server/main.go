// An RTSP server of a few lines on gortsplib, the library under MediaMTX: whoever publishes a path is relayed to its readers.
package main

import (
	"log"
	"os"
	"sync"

	"github.com/bluenviron/gortsplib/v5"
	"github.com/bluenviron/gortsplib/v5/pkg/base"
	"github.com/bluenviron/gortsplib/v5/pkg/description"
	"github.com/bluenviron/gortsplib/v5/pkg/format"
	"github.com/pion/rtp"
)

func answer(status base.StatusCode) *base.Response {
	return &base.Response{StatusCode: status}
}

type path struct {
	publisher *gortsplib.ServerSession
	stream    *gortsplib.ServerStream
}

type relay struct {
	server *gortsplib.Server
	mutex  sync.Mutex
	paths  map[string]path
}

func (r *relay) stream(name string) *gortsplib.ServerStream {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.paths[name].stream
}

// OnAnnounce makes a path; a second publisher is turned away.
func (r *relay) OnAnnounce(ctx *gortsplib.ServerHandlerOnAnnounceCtx) (*base.Response, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if _, taken := r.paths[ctx.Path]; taken {
		return answer(base.StatusBadRequest), nil
	}
	stream := &gortsplib.ServerStream{Server: r.server, Desc: ctx.Description}
	if err := stream.Initialize(); err != nil {
		return nil, err
	}
	r.paths[ctx.Path] = path{ctx.Session, stream}
	return answer(base.StatusOK), nil
}

// OnSessionClose takes a publisher's path away.
func (r *relay) OnSessionClose(ctx *gortsplib.ServerHandlerOnSessionCloseCtx) {
	log.Printf("session closed: %v", ctx.Error)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for name, one := range r.paths {
		if one.publisher == ctx.Session {
			one.stream.Close()
			delete(r.paths, name)
		}
	}
}

func (r *relay) OnDescribe(ctx *gortsplib.ServerHandlerOnDescribeCtx) (*base.Response, *gortsplib.ServerStream, error) {
	if stream := r.stream(ctx.Path); stream != nil {
		return answer(base.StatusOK), stream, nil
	}
	return answer(base.StatusNotFound), nil, nil
}

func (r *relay) OnSetup(ctx *gortsplib.ServerHandlerOnSetupCtx) (*base.Response, *gortsplib.ServerStream, error) {
	if ctx.Session.State() == gortsplib.ServerSessionStatePreRecord {
		return answer(base.StatusOK), nil, nil
	}
	if stream := r.stream(ctx.Path); stream != nil {
		return answer(base.StatusOK), stream, nil
	}
	return answer(base.StatusNotFound), nil, nil
}

func (r *relay) OnPlay(*gortsplib.ServerHandlerOnPlayCtx) (*base.Response, error) {
	return answer(base.StatusOK), nil
}

func (r *relay) OnRecord(ctx *gortsplib.ServerHandlerOnRecordCtx) (*base.Response, error) {
	stream := r.stream(ctx.Path)
	ctx.Session.OnPacketRTPAny(func(media *description.Media, _ format.Format, packet *rtp.Packet) {
		if err := stream.WritePacketRTP(media, packet); err != nil {
			log.Print(err)
		}
	})
	return answer(base.StatusOK), nil
}

// The arguments are the address for RTSP, and those for RTP and RTCP by UDP.
func main() {
	r := &relay{paths: map[string]path{}}
	r.server = &gortsplib.Server{
		Handler: r, RTSPAddress: os.Args[1], UDPRTPAddress: os.Args[2], UDPRTCPAddress: os.Args[3],
	}
	log.Fatal(r.server.StartAndWait())
}
