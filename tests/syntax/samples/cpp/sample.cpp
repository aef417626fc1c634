// A typed message channel.
#include <memory>
#include <vector>
#include "channel.hpp"

#define CHANNEL_CAPACITY 64

using namespace std::chrono;
using std::vector;

namespace net::wire {

constexpr int kVersion = 3;
using Bytes = std::vector<std::uint8_t>;
typedef std::map<int, Bytes> Table;

template <typename T>
concept Sendable = requires(T t) { t.encode(); };

/// What went wrong.
enum class Error : std::uint8_t { None, Closed };

class Codec;

/**
 * A channel of messages.
 */
template <typename T, std::size_t N = CHANNEL_CAPACITY>
class Channel final : public ChannelBase<T>, private detail::Counted {
 public:
  using value_type = T;
  explicit Channel(std::string name);
  Channel(const Channel&) = delete;
  virtual ~Channel() noexcept override;

  Channel& operator=(Channel&& other) noexcept {
    swap(other);
    return *this;
  }
  bool operator()(const T& value) const { return send(value); }
  explicit operator bool() const { return !closed_; }

  // Sends or says why not.
  [[nodiscard]] bool send(const T& value) const;

  template <typename U>
  void emplace(U&& value) {
    if (closed_ || items_.size() >= N) throw std::runtime_error("full");
    items_.push_back(std::make_shared<T>(std::forward<U>(value)));
  }

  struct Stats {
    int sent = 0;
    double rate() const { return sent ? 1.0 / sent : 0.0; }
  };

  static Channel* shared();
  T& front();

 private:
  vector<std::shared_ptr<T>> items_;
  bool closed_{false};
};

template <typename T, std::size_t N>
bool Channel<T, N>::send(const T& value) const {
  for (auto& item : items_) {
    auto visit = [&](const T& other) { return other == value; };
    if (visit(*item)) return true;
  }
  return false;
}

template <typename T, std::size_t N>
Channel<T, N>::~Channel() noexcept {}

std::ostream& operator<<(std::ostream& out, const Error& error) {
  return out << static_cast<int>(error);
}

namespace {
int hidden_counter = 0;

int bump() { return ++hidden_counter; }
}  // namespace

}  // namespace net::wire

Codec::Codec(int level)
    : level_(level), buffer_(new Buffer(level)) {
  try {
    net::wire::open(level);
  } catch (const std::exception& e) {
    logger->warn<int>(e.what());
  }
}

const std::string& Codec::name() const { return name_; }

std::unique_ptr<Codec> make_codec(int level = 1, bool strict = false);

extern "C" {
int codec_version(void) { return net::wire::kVersion; }
}

int Codec::instances = 0;

TEST(ChannelTest, Sends) {
  EXPECT_TRUE(make_codec(2));
}
