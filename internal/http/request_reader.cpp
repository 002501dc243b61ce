// Beast's parser, its limits and ours: see request_reader.h.
#include "internal/http/request_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "internal/http/target.h"

namespace anc::http {
namespace beast = boost::beast::http;
using boost::beast::error_code;

namespace {

constexpr size_t kMostUnread = 64u << 10;  // of what the parser cannot use yet

/// Where a body goes, and why it went no further.
struct Sink {
  uint64_t most = 0;
  uint64_t size = 0;
  std::string text;
  core::Fd file;
  std::optional<Response> fault;

  void put(core::Bytes bytes) {
    if (bytes.size() > most - size) {
      fault = error_response(413, "the body is longer than " + std::to_string(most) + " bytes",
                             "usage");
      return;
    }
    size += bytes.size();
    if (!file) {
      text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return;
    }
    if (const auto written = core::write_all(file, bytes); !written) {
      fault = error_response(503, "the upload cannot be kept: " + written.error().message(),
                             "capacity", "make room on this host");
    }
  }
};

/// A body of Beast's that hands each piece to a Sink.
struct SinkBody {
  using value_type = Sink*;
  class reader {  // NOLINT(readability-identifier-naming): Beast names it
   public:
    template <bool isRequest, class Fields>
    reader(beast::header<isRequest, Fields>&, value_type& sink) : sink_(sink) {}
    void init(const boost::optional<uint64_t>&, error_code& error) { error = {}; }
    template <class Buffers>
    size_t put(const Buffers& buffers, error_code& error) {
      error = {};
      size_t total = 0;
      for (auto at = boost::asio::buffer_sequence_begin(buffers);
           at != boost::asio::buffer_sequence_end(buffers); ++at) {
        const boost::asio::const_buffer one(*at);
        sink_->put({static_cast<const std::byte*>(one.data()), one.size()});
        total += one.size();
      }
      if (sink_->fault) error = beast::error::body_limit;
      return total;
    }
    void finish(error_code& error) { error = {}; }

   private:
    value_type& sink_;
  };
};

Response fault_of(const error_code& error) {
  if (error == beast::error::header_limit) {
    return error_response(431, "the head of the request is too long", "usage");
  }
  if (error == beast::error::bad_version) {
    return error_response(505, "only HTTP/1.0 and HTTP/1.1 are spoken here", "usage");
  }
  return error_response(400, "this is no HTTP request: " + error.message(), "usage");
}

/// What is left of it at the end is nothing, however the end comes.
Result<core::Fd> nameless_file(const std::string& directory) {
  auto file = core::open_file(directory, O_TMPFILE | O_RDWR, 0600);
  const bool unknown =
      !file && (file.error().root_errno() == EOPNOTSUPP || file.error().root_errno() == EISDIR);
  if (!unknown) return file;  // else a file system that has none: for a moment it has a name
  std::string path = directory + "/upload-XXXXXX";
  core::Fd named(::mkostemp(path.data(), O_CLOEXEC));
  if (!named) return fail_errno(errno, "make a file in " + directory);
  if (::unlink(path.c_str()) != 0) return fail_errno(errno, "remove " + path);
  return named;
}

using Parser = beast::request_parser<SinkBody>;

/// What Beast lets through and we do not.
std::optional<Response> refuse(const Parser::value_type& message) {
  const auto hosts = message.count(beast::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
    return error_response(400, "the request needs one Host", "usage");
  }
  const auto coding = message[beast::field::transfer_encoding];
  if (!coding.empty() && !beast::token_list{coding}.exists("chunked")) {
    return error_response(501, "this transfer encoding is not spoken here", "usage");
  }
  const auto codings = beast::token_list{coding};
  if (std::distance(codings.begin(), codings.end()) > 1) {
    return error_response(501, "this transfer encoding is not spoken here", "usage");
  }
  return std::nullopt;
}

}  // namespace

struct RequestReader::State {
  explicit State(uint32_t head) : most_head(head) { begin(); }

  void begin() {
    sink = {};
    request = {};
    fault.reset();
    head_done = admitted = false;
    head_bytes = 0;
    parser.emplace();
    parser->header_limit(most_head);
    parser->body_limit(boost::none);  // asked of the route, once the head is there
    parser->eager(false);
    parser->get().body() = &sink;
  }

  Step fail_with(Response why) {
    fault = std::move(why);
    return Step::kFault;
  }

  /// One turn of the parser over what is there. True when it used something.
  bool turn() {
    error_code error;
    const size_t used = parser->put(boost::asio::buffer(std::as_const(buffer)), error);
    buffer.erase(0, used);
    if (!head_done) head_bytes += used;
    if (sink.fault) {
      fault = std::move(sink.fault);
    } else if (error && error != beast::error::need_more) {
      fault = fault_of(error);
    } else if (!head_done &&
               head_bytes + (parser->is_header_done() ? 0 : buffer.size()) > most_head) {
      fault = fault_of(beast::error::header_limit);
    } else if (used == 0 && buffer.size() > kMostUnread) {
      fault = error_response(400, "a chunk of the body has an endless head", "usage");
    }
    return used > 0;
  }

  Step next() {
    if (fault) return Step::kFault;
    if (!head_done) {
      while (!parser->is_header_done() && !fault && !buffer.empty() && turn()) continue;
      if (fault) return Step::kFault;
      if (!parser->is_header_done()) return Step::kMore;
      return finish_head();
    }
    if (!admitted) return Step::kHead;
    while (!parser->is_done() && !fault && !buffer.empty() && turn()) continue;
    if (fault) return Step::kFault;
    return parser->is_done() ? Step::kRequest : Step::kMore;
  }

  Step finish_head() {
    const auto& message = parser->get();
    if (auto refused = refuse(message)) return fail_with(std::move(*refused));
    auto target = parse_target({message.target().data(), message.target().size()});
    if (!target) return fail_with(error_response(target.error()));
    head_done = true;
    request.method = std::string(message.method_string());
    head_request = message.method() == beast::verb::head;
    if (head_request) request.method = "GET";
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    for (const auto& field : message) {
      request.headers.emplace_back(field.name_string(), field.value());
    }
    return Step::kHead;
  }

  Result<void> admit(const Admission& admission) {
    admitted = true;
    sink.most = admission.most_body;
    const auto length = parser->content_length();
    if (length && *length > sink.most) {
      fault = error_response(413, "the body is longer than " + std::to_string(sink.most) + " bytes",
                             "usage");
      return {};
    }
    parser->eager(true);
    if (admission.upload_directory.empty() || parser->is_done()) return {};
    sink.file = TRY(nameless_file(admission.upload_directory), "keep an upload");
    return {};
  }

  const uint32_t most_head;
  std::string buffer;  // what the parser has not used
  std::optional<Parser> parser;
  Sink sink;
  Request request;
  std::optional<Response> fault;
  bool head_done = false, admitted = false, head_request = false;
  size_t head_bytes = 0;
};

RequestReader::RequestReader(uint32_t most_head) : state_(std::make_unique<State>(most_head)) {}
RequestReader::~RequestReader() = default;

void RequestReader::append(core::Bytes bytes) {
  state_->buffer.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

RequestReader::Step RequestReader::next() { return state_->next(); }
Request& RequestReader::head() { return state_->request; }
const Response& RequestReader::fault() const { return *state_->fault; }
bool RequestReader::is_head_request() const { return state_->head_request; }
bool RequestReader::keep_alive() const { return state_->parser->keep_alive(); }
uint64_t RequestReader::body_bytes() const { return state_->sink.size; }
bool RequestReader::has_leftover() const { return !state_->buffer.empty(); }

bool RequestReader::wants_continue() const {
  const auto expect = state_->parser->get()[beast::field::expect];
  return state_->parser->get().version() >= 11 && boost::beast::iequals(expect, "100-continue") &&
         !state_->parser->is_done() && state_->buffer.empty();
}

bool RequestReader::has_body() const { return !state_->parser->is_done(); }

bool RequestReader::is_upgrade() const {
  const auto& message = state_->parser->get();
  return message.method() == beast::verb::get && message.version() >= 11 &&
         beast::token_list{message[beast::field::connection]}.exists("upgrade") &&
         beast::token_list{message[beast::field::upgrade]}.exists("websocket");
}

void RequestReader::admit(const Admission& admission) {
  const auto done = state_->admit(admission);
  if (!done) state_->fault = error_response(done.error());
}

Request RequestReader::take() {
  Request request = std::move(state_->request);
  request.body = std::move(state_->sink.text);
  request.upload = std::move(state_->sink.file);
  request.upload_size = request.upload ? state_->sink.size : 0;
  state_->begin();
  return request;
}

bool RequestReader::began() const { return state_->head_bytes > 0 || !state_->buffer.empty(); }

}  // namespace anc::http
