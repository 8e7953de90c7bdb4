"""What is to be said, in the phonemes that Kokoro's family of models was taught: `kokoro` and `hibari`.

The alphabet is misaki's (github.com/hexgrad/misaki): IPA, with capitals for English diphthongs and arrows for tones.
"""
