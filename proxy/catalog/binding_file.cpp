#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include "proxy/catalog/binding_state.h"

namespace jaali::proxy::catalog {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

std::string failed(const std::filesystem::path& path, const char* what) {
  return std::string("cannot ") + what + " " + path.string() + ": " + std::strerror(errno);
}

/// So that "..", "/" and the like cannot lead out of the folder.
std::string encoded(std::string_view name) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      (out += '%', out += hex[byte >> 4], out += hex[byte & 15]);
  }
  return out;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

StateResult<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (error) return "cannot make " + folder.string() + ": " + error.message();
  if (made) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return {};
}

/// A rename is durable once the folder is.
StateResult<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.valid() || fsync(descriptor.number()) != 0) return failed(folder, "sync");
  return {};
}

StateResult<void> write_durably(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path beside = file.string() + ".new";
  {
    const Descriptor descriptor(open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!descriptor.valid()) return failed(beside, "write");
    if (!write_all(descriptor.number(), text) || fsync(descriptor.number()) != 0) return failed(beside, "write");
  }
  if (std::rename(beside.c_str(), file.c_str()) != 0) return failed(file, "replace");
  return sync_folder(file.parent_path());
}

}  // namespace

std::filesystem::path binding_file(const std::filesystem::path& directory, std::string_view upstream,
                                   std::string_view database) {
  if (database.empty()) return directory / "bindings" / (encoded(upstream) + ".json");
  return directory / "bindings" / encoded(upstream) / (encoded(database) + ".json");
}

StateResult<BindingState> read_bindings(const std::filesystem::path& file) {
  std::error_code error;
  const bool exists = std::filesystem::exists(file, error);
  if (error) return "cannot read " + file.string() + ": " + error.message();
  if (!exists) return BindingState{};
  std::ifstream stream(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (!stream.good() && !stream.eof()) return failed(file, "read");
  auto state = from_json(text);
  if (!state)
    return file.string() + " is damaged (" + state.error() +
           "): restore it, or remove it to classify by the present names";
  return state;
}

StateResult<void> write_bindings(const std::filesystem::path& file, const BindingState& state) {
  if (auto made = make_folder(file.parent_path()); !made) return made;
  return write_durably(file, to_json(state));
}

StateResult<void> probe_state_directory(const std::filesystem::path& directory) {
  const auto folder = directory / "bindings";
  if (auto made = make_folder(folder); !made) return made;
  const auto probe = folder / ".probe";
  if (auto written = write_durably(probe, "writable\n"); !written) return written;
  std::error_code ignored;
  std::filesystem::remove(probe, ignored);
  return {};
}

}  // namespace jaali::proxy::catalog
