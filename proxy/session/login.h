#pragma once
// What the logins of both protocols have in common: how a connection arrives, what is known of the caller, the records of
// logins that fail, the catalog, and the hand-over of an authenticated session to the transport.
#include <functional>
#include <memory>
#include <string>

#include "proxy/net/awaitable_stream.h"
#include "proxy/net/proxy_header.h"
#include "proxy/session/environment.h"
#include "proxy/session/house.h"

namespace jaali::proxy::session {

/// A connection as the listener accepted it.
struct Arrival {
  House& house;
  net::Worker& worker;
  gate::Gate& gate;
  const ListenerConfig& listener;
  net::Stream client;
  std::string address;  ///< IPv4 or IPv6 in text; empty: a Unix socket
  std::uint16_t port = 0;
  std::string balancer;  ///< who passed it on with a PROXY header, "address:port"; empty: nobody
  Admission::TicketPtr ticket;  ///< null: there are too many connections
};

/// One login, from accept to the data phase: what its steps pass on to each other.
class Login {
 public:
  Login(Arrival& arrival, std::string protocol);

  /// The caller as the client names itself; goes into facts and identity.
  void name_caller(std::string user, std::string database, std::string application);
  void note_tls(const net::Stream& client);
  /// Whose connection it is, for a server that is told.
  [[nodiscard]] net::ProxiedClient proxied_client(net::Stream& client) const;
  void record(audit::Kind kind, std::string_view reason) const;
  /// False where the user has too many sessions; otherwise one of his places is taken.
  [[nodiscard]] bool admit_user();

  House& house;
  net::Worker& worker;
  gate::Gate& gate;
  const ListenerConfig& listener;
  const UpstreamConfig& upstream;
  audit::SessionFacts facts;
  masking_rules::CallerIdentity caller;
  std::string client_address;  ///< empty: a Unix socket
  std::uint16_t client_port = 0;
  Admission::TicketPtr address_ticket, user_ticket;
};

using CatalogResult = catalog::CatalogService::Result<std::shared_ptr<catalog::DatabaseCatalog>>;
/// The database's catalog, loaded if it is not yet, and anew where it does not know the user, whose account may have been
/// made a moment ago; back on this coroutine's thread.
net::Awaitable<CatalogResult> open_catalog(catalog::CatalogService& catalogs, std::string database, std::string user);

/// Everything that the data phase begins with.
struct HandOver {
  net::Stream client, server;
  Endpoint endpoint;
  std::int64_t server_pid = 0;
  std::shared_ptr<catalog::DatabaseCatalog> database;
  std::shared_ptr<const masking_rules::ClassifiedCatalog> judged_by;
  std::string catalog_name;
  std::string greeting;  ///< to the client, once the login's record is written
};
using MakePhase = std::function<std::unique_ptr<DataPhase>(Environment)>;

/// Records the login and gives both legs to a transport, which then owns the session.
void hand_over(Login login, HandOver what, const MakePhase& make_phase);

}  // namespace jaali::proxy::session
