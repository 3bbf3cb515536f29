#include "tds/request.h"

#include <gtest/gtest.h>

#include "base/utf.h"
#include "tds/text.h"

namespace gantry::tds {
namespace {

void all_headers(ByteWriter& out) {
    out.u32(22);
    out.u32(18);
    out.u16(2);
    out.u64(0x1122);
    out.u32(1);
}

TEST(Batch, TextAndHeaders) {
    ByteWriter out;
    all_headers(out);
    out.append(utf8_to_utf16le("SELECT N'ü'"));
    BatchRequest batch = parse_batch(out.bytes(), TdsVersion::v7_4);
    EXPECT_EQ(batch.text, "SELECT N'ü'");
    EXPECT_EQ(batch.headers.transaction, 0x1122u);

    Bytes old = utf8_to_utf16le("PRINT 1");
    EXPECT_EQ(parse_batch(old, TdsVersion::v7_1).text, "PRINT 1");
    EXPECT_THROW(parse_batch(old, TdsVersion::v7_2), ProtocolError);
}

void name(ByteWriter& out, std::string_view text, uint8_t status) {
    write_b_varchar(out, text);
    out.u8(status);
}

Bytes execute_sql() {
    ByteWriter out;
    all_headers(out);
    out.u16(0xFFFF);
    out.u16(10);
    out.u16(0);
    name(out, "", 0);
    Bytes sql = utf8_to_utf16le("SELECT @p");
    out.u8(0xE7);
    out.u16(8000);
    out.zeros(5);
    out.u16(uint16_t(sql.size()));
    out.append(sql);
    name(out, "", 0);
    out.u8(0xE7);
    out.u16(0xFFFF);
    out.zeros(5);
    Bytes declaration = utf8_to_utf16le("@p int");
    out.u64(declaration.size());
    out.u32(4);
    out.append(ByteSpan(declaration).first(4));
    out.u32(uint32_t(declaration.size() - 4));
    out.append(ByteSpan(declaration).subspan(4));
    out.u32(0);
    name(out, "@p", 1);
    out.u8(0x26);
    out.u8(4);
    out.u8(4);
    out.le(int32_t(-7));
    return out.take();
}

TEST(Rpc, ExecuteSqlWithChunkedText) {
    Bytes payload = execute_sql();
    RpcRequest request = parse_rpc(payload, TdsVersion::v7_4);
    ASSERT_EQ(request.calls.size(), 1u);
    const RpcCall& call = request.calls[0];
    EXPECT_EQ(call.id, ProcedureId::execute_sql);
    EXPECT_EQ(procedure_name(call.id), "sp_executesql");
    ASSERT_EQ(call.parameters.size(), 3u);
    EXPECT_EQ(utf16le_to_utf8(call.parameters[0].value), "SELECT @p");
    EXPECT_EQ(utf16le_to_utf8(call.parameters[1].value), "@p int");
    EXPECT_EQ(sql_type_of(call.parameters[1].type).length, types::k_max_length);
    EXPECT_EQ(call.parameters[2].name, "@p");
    EXPECT_TRUE(call.parameters[2].output);
    EXPECT_EQ(load_le<int32_t>(call.parameters[2].value.data()), -7);
    EXPECT_EQ(sql_type_of(call.parameters[2].type).id, types::TypeId::int_);
}

TEST(Rpc, CutAnywhereIsAProtocolError) {
    Bytes payload = execute_sql();
    for (size_t size = 0; size < payload.size(); ++size) {
        try {
            RpcRequest request = parse_rpc(ByteSpan(payload).first(size), TdsVersion::v7_4);
            // Cut between parameters, it is a shorter call.
            EXPECT_LT(request.calls[0].parameters.size(), 3u);
        } catch (const ProtocolError&) {
        }
    }
}

TEST(Rpc, SeveralCallsByName) {
    for (TdsVersion version : {TdsVersion::v7_1, TdsVersion::v7_4}) {
        ByteWriter out;
        if (version >= TdsVersion::v7_2) all_headers(out);
        for (int i = 0; i < 3; ++i) {
            if (i > 0) out.u8(version >= TdsVersion::v7_2 ? 0xFF : 0x80);
            write_us_varchar(out, "dbo.p");
            out.u16(0);
            name(out, "@a", 2);
            out.u8(0x68);
            out.u8(1);
            out.u8(0);
        }
        RpcRequest request = parse_rpc(out.bytes(), version);
        ASSERT_EQ(request.calls.size(), 3u);
        EXPECT_EQ(request.calls[2].name, "dbo.p");
        ASSERT_EQ(request.calls[2].parameters.size(), 1u);
        EXPECT_TRUE(request.calls[2].parameters[0].use_default);
        EXPECT_TRUE(request.calls[2].parameters[0].is_null);
    }
}

TEST(Rpc, TableValuedParameterIsNamed) {
    ByteWriter out;
    all_headers(out);
    write_us_varchar(out, "p");
    out.u16(0);
    name(out, "@t", 0);
    out.u8(0xF3);
    try {
        parse_rpc(out.bytes(), TdsVersion::v7_4);
        FAIL();
    } catch (const SqlError& error) {
        EXPECT_NE(std::string(error.what()).find("Table-valued"), std::string::npos);
    }
}

TEST(Rpc, LengthsThatTheTypeForbids) {
    auto with = [](std::initializer_list<uint8_t> type_and_value) {
        ByteWriter out;
        all_headers(out);
        write_us_varchar(out, "p");
        out.u16(0);
        name(out, "@t", 0);
        out.append(Bytes(type_and_value));
        return out.take();
    };
    EXPECT_THROW(parse_rpc(with({0x26, 3, 3, 1, 2, 3}), TdsVersion::v7_4), ProtocolError);
    EXPECT_THROW(parse_rpc(with({0x26, 4, 2, 1, 2}), TdsVersion::v7_4), ProtocolError);
    EXPECT_THROW(parse_rpc(with({0x2A, 9, 0}), TdsVersion::v7_4), ProtocolError);
    EXPECT_THROW(parse_rpc(with({0x6A, 17, 39, 0, 0}), TdsVersion::v7_4), ProtocolError);
    EXPECT_THROW(parse_rpc(with({0x28, 2, 1, 1}), TdsVersion::v7_4), ProtocolError);
    EXPECT_NO_THROW(parse_rpc(with({0x28, 3, 1, 1, 1}), TdsVersion::v7_4));
}

TEST(TransactionRequest, CommitAndBeginAgain) {
    ByteWriter out;
    all_headers(out);
    out.u16(7);
    out.u8(0);
    out.u8(1);
    out.u8(4);
    write_b_varchar(out, "next");
    TransactionRequest request = parse_transaction_request(out.bytes(), TdsVersion::v7_4);
    EXPECT_EQ(request.kind, TransactionRequestKind::commit);
    EXPECT_TRUE(request.begin_again);
    EXPECT_EQ(request.next_isolation, 4);
    EXPECT_EQ(request.next_name, "next");
}

}  // namespace
}  // namespace gantry::tds
