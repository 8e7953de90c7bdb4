"""The rules of orders: functions of the floor and the moment, which give what is to change."""
