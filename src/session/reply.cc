#include "session/reply.h"

namespace gantry::session {

namespace {

constexpr size_t k_flush_bytes = 32768;

}  // namespace

void Reply::release(bool more) {
    if (!held_) return;
    uint16_t status = held_->status;
    if (more) status |= tds::k_done_more;
    tds::TokenWriter(client_.channel().payload(), version_)
        .done(held_->kind, status, held_->command, held_->row_count);
    held_.reset();
}

tds::TokenWriter Reply::tokens() {
    release(true);
    return tds::TokenWriter(client_.channel().payload(), version_);
}

void Reply::token(ByteSpan bytes) {
    release(true);
    client_.channel().payload().append(bytes);
}

Bytes& Reply::row_bytes() { return client_.channel().payload().bytes(); }

void Reply::done(tds::DoneKind kind, uint16_t status, uint16_t command, uint64_t row_count) {
    release(true);
    if (error_since_done_) status |= tds::k_done_error;
    error_since_done_ = false;
    held_ = Held{kind, status, command, row_count};
}

void Reply::error(const SqlError& error) {
    tds::Notice notice;
    notice.number = error.number();
    notice.severity = uint8_t(error.severity());
    notice.state = uint8_t(error.state());
    std::string message = error.what();
    notice.message = message;
    notice.server = server_name_;
    notice.procedure = error.procedure();
    notice.line = error.line() > 0 ? error.line() : 1;
    tokens().notice(notice);
    if (error.severity() > 10) {
        saw_error_ = true;
        error_since_done_ = true;
    }
}

void Reply::info(int number, int severity, int state, std::string_view message, int line,
                 std::string_view procedure) {
    tds::Notice notice;
    notice.number = number;
    notice.severity = uint8_t(severity);
    notice.state = uint8_t(state);
    notice.message = message;
    notice.server = server_name_;
    notice.procedure = procedure;
    notice.line = line > 0 ? line : 1;
    tokens().notice(notice);
}

bool Reply::is_client_behind() const {
    return client_.channel().outgoing_bytes() > k_ahead_bytes_max;
}

void Reply::drain_if_large() {
    if (client_.channel().payload().size() < k_flush_bytes) return;
    client_.channel().flush_full();
    client_.flush_some();
}

void Reply::push() {
    release(true);
    client_.channel().flush_all();
    client_.flush();
}

void Reply::finish(bool in_transaction) {
    if (!held_ || error_since_done_) {
        done(tds::DoneKind::done, 0, tds::k_command_none, 0);
    }
    if (in_transaction) held_->status |= tds::k_done_in_transaction;
    release(false);
    client_.channel().finish_reply();
    client_.flush();
}

// Two messages: what was cut short ends, then the attention is acknowledged. tedious waits for the
// second one; other drivers read on until they see the bit.
void Reply::finish_attention(bool in_transaction, bool in_request) {
    if (in_request) {
        release(true);
        tds::TokenWriter(client_.channel().payload(), version_)
            .done(tds::DoneKind::done, tds::k_done_error, tds::k_command_none, 0);
        client_.channel().finish_reply();
    }
    uint16_t status = tds::k_done_attention;
    if (in_transaction) status |= tds::k_done_in_transaction;
    tds::TokenWriter(client_.channel().payload(), version_)
        .done(tds::DoneKind::done, status, tds::k_command_none, 0);
    client_.channel().finish_reply();
    client_.flush();
}

}  // namespace gantry::session
