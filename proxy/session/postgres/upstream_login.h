#pragma once
// The session's own connection to the server: connect (hosts in order), TLS, start-up as the client asked, login with what
// the client proved, and everything up to ReadyForQuery.
#include <map>
#include <memory>
#include <string>

#include "proxy/net/proxy_header.h"
#include "proxy/session/postgres/client_login.h"

namespace jaali::proxy::session::postgres {

struct Upstream {
  std::unique_ptr<net::Stream> stream;  ///< null: no session
  Endpoint endpoint;
  std::string error;       ///< the ErrorResponse message for the client, whole
  std::string reason;      ///< for the log
  std::string messages;    ///< ParameterStatus, BackendKeyData, notices and ReadyForQuery as they came
  std::map<std::string, std::string> parameters;
  std::int32_t process_id = 0;
  bool md5 = false;        ///< the server asked for md5
};

net::Awaitable<Upstream> log_in_upstream(const UpstreamConfig& upstream, net::TlsContext tls, net::ProxiedClient client,
                                         const StartUp& start, Credentials& credentials, net::Deadline& deadline);
/// Connects and sends a CancelRequest to every host; the server that knows the key acts on it.
net::Awaitable<void> pass_on_cancel(const UpstreamConfig& upstream, net::TlsContext tls, net::ProxiedClient client, std::string packet);

}  // namespace jaali::proxy::session::postgres
