// What signals do to the program, whichever of its commands runs (http-rules.md O4, O4b):
//   SIGTERM, SIGINT, SIGQUIT   it ends in order; a second one forces the end
//   SIGHUP                     it loads its configuration again (reloader.hpp), if it has one
//   SIGUSR1                    it opens the access log's file again
//   SIGPIPE, SIGUSR2, SIGALRM and all others that end a program for no fault of its own: nothing
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

namespace ramal::net {

// From now on those that mean nothing are ignored, and so are, until somebody listens to them, SIGHUP and SIGUSR1. Call
// before threads start.
void ignore_harmless_signals();

// A signal that ends the program waits until deliver_signals(): between the first listener and the moment in which
// somebody listens to signals it would end the program in its own way. Call on the main thread, before threads start.
void defer_signals();
void deliver_signals();

// From now on no signal that some signal_set listens to ends the program in its own way, also when that set has gone:
// the program's last moments are safe. Call when the sets are there.
void hold_signals();

// Calls `action` on the loop each time one of the set's signals comes, until the set is cancelled. What goes wrong in
// the action leaves it listening.
void listen(boost::asio::signal_set& signals, const std::function<void()>& action);

// SIGHUP for a program without a configuration that could be loaded again. One that was started from a terminal ends
// with it: `end` is called; else nothing happens but a line in the log.
class hang_up {
 public:
  hang_up(boost::asio::io_context& loop, std::function<void()> end);

 private:
  boost::asio::signal_set signals_;
};

}  // namespace ramal::net
