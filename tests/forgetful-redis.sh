#!/bin/sh
# A redis-server that forgets everything when it is killed: the tests use it to prove that they see what was lost.
exec redis-server "$@" --appendonly no
