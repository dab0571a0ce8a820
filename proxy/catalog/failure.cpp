#include "proxy/catalog/failure.h"

#include <openssl/x509.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace jaali::proxy::catalog {

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::runtime_error(failure.message);
}

Interrupt::Interrupt() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Interrupt::~Interrupt() { close(descriptor_); }

void Interrupt::raise() noexcept {
  raised_.store(true, std::memory_order_release);
  eventfd_write(descriptor_, 1);
}

bool worth_another_host(const Failure& failure) {
  return failure.kind == Failure::Kind::unreachable || failure.kind == Failure::Kind::timed_out ||
         failure.sqlstate.starts_with("57P") || failure.sqlstate == "53300";
}

std::string one_line(std::string_view message) {
  std::string line(message);
  std::replace(line.begin(), line.end(), '\n', ' ');
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string system_certificates() {
  const char* named = std::getenv(X509_get_default_cert_file_env());
  for (const char* file : {named, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}) {
    std::error_code ignored;
    if (file != nullptr && std::filesystem::exists(file, ignored)) return file;
  }
  return X509_get_default_cert_file();
}

}  // namespace jaali::proxy::catalog
