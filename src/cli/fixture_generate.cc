#include "cli/fixture_generate.h"

#include <array>

#include "base/utf.h"
#include "catalog/writer/catalog_rows.h"
#include "catalog/writer/database_writer.h"
#include "types/collation.h"

namespace gantry::cli {
namespace {

using catalog::Column;
using types::SqlType;
using types::TypeId;

// Measured on the generated rows: bytes that one takes in its page.
constexpr uint64_t k_sale_bytes = 242;
constexpr uint64_t k_event_bytes = 88;
constexpr uint64_t k_sale_share_percent = 85;

constexpr std::array<std::string_view, 16> k_names = {
    "Anders",        "Bj\xC3\xB6rk",    "Clara",    "Dvo\xC5\x99\xC3\xA1k",
    "Eriksen",       "Fran\xC3\xA7ois", "Grete",    "H\xC3\xBClya",
    "Ivanov",        "J\xC3\xBCrgen",   "Kowalski", "L\xC3\xB3pez",
    "M\xC3\xBCller", "Nakamura",        "O'Brien",  "P\xC3\xA9rez"};
constexpr std::array<std::string_view, 8> k_cities = {"Aarhus", "Bergen", "Cork",   "Dresden",
                                                      "Essen",  "Ghent",  "Havana", "Izmir"};
constexpr std::string_view k_sentence =
    "Delivered with the morning lorry and signed for at the gate; the driver asked for a receipt "
    "and left a note about the broken pallet, which the warehouse has since replaced.";

class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

  private:
    uint64_t state_;
};

// Base of the two tables' sources: fields are appended to one buffer that is reused.
class GeneratedRows : public catalog::RowSource {
  public:
    explicit GeneratedRows(uint64_t count, uint64_t seed) : count_(count), random_(seed) {
        for (std::string_view name : k_names)
            names_.push_back(utf8_to_utf16le(name));
    }

    bool next(std::vector<storage::Field>& fields) override {
        if (number_ == count_) return false;
        ++number_;
        buffer_.clear();
        ends_.clear();
        make_row(number_, random_.next());
        fields.resize(ends_.size());
        size_t start = 0;
        for (size_t i = 0; i < ends_.size(); ++i) {
            bool null = ends_[i] < 0;
            size_t end = null ? start : size_t(ends_[i]);
            fields[i] = {ByteSpan(buffer_.data() + start, end - start), null, false};
            start = end;
        }
        return true;
    }

  protected:
    virtual void make_row(uint64_t number, uint64_t dice) = 0;

    uint64_t dice() { return random_.next(); }
    void null() { ends_.push_back(-1); }
    void number(uint64_t value, int size) {
        uint8_t raw[8];
        store_le<uint64_t>(raw, value);
        bytes({raw, size_t(size)});
    }
    void bytes(ByteSpan value) {
        buffer_.insert(buffer_.end(), value.begin(), value.end());
        ends_.push_back(int64_t(buffer_.size()));
    }
    void text(std::string_view latin) { bytes(as_bytes(latin)); }
    ByteSpan name(uint64_t pick) const { return names_[pick % names_.size()]; }
    // Sign and magnitude, as decimal is stored.
    void decimal(int64_t value, int magnitude_size) {
        uint8_t raw[17] = {uint8_t(value < 0 ? 0 : 1)};
        store_le<uint64_t>(raw + 1, uint64_t(value < 0 ? -value : value));
        bytes({raw, size_t(magnitude_size + 1)});
    }
    void datetime(uint64_t days, uint64_t ticks) { number(days << 32 | ticks, 8); }

  private:
    uint64_t count_;
    uint64_t number_ = 0;
    Random random_;
    Bytes buffer_;
    std::vector<int64_t> ends_;
    std::vector<Bytes> names_;
};

constexpr uint64_t k_ticks_per_day = 86'400 * 300;
constexpr uint64_t k_days_2015 = 42003;  // since 1900

class SaleRows final : public GeneratedRows {
  public:
    using GeneratedRows::GeneratedRows;

  protected:
    void make_row(uint64_t n, uint64_t d) override {
        number(n, 4);                                               // id
        number(d % 50'000 + 1, 4);                                  // customer_id
        bytes(name(d >> 3));                                        // first_name
        bytes(name(d >> 9));                                        // last_name
        text(k_cities[(d >> 14) % k_cities.size()]);                // city
        datetime(k_days_2015 + n / 900, dice() % k_ticks_per_day);  // ordered_at
        if (d % 9 == 0) {
            null();  // shipped_at
        } else {
            datetime(k_days_2015 + 2 + n / 900, dice() % k_ticks_per_day);
        }
        uint64_t e = dice();
        decimal(int64_t(e % 900'000) - 20'000, 8);  // quantity decimal(18,3)
        number(e >> 20 & 0xFFFFFFF, 8);             // amount money
        number(e % 1000 * 10, 4);                   // discount smallmoney
        number(e >> 7 & 1, 1);                      // is_paid
        number(e >> 8 & 1, 1);                      // is_gift
        uint8_t guid[16];
        store_le<uint64_t>(guid, dice());
        store_le<uint64_t>(guid + 8, d);
        bytes(guid);                                            // token
        number(0x3FE0000000000000 | (e & 0xFFFFFFFFFFFFF), 8);  // weight float
        number(e >> 33 & 0xFF, 1);                              // channel tinyint
        number(735'000 + n / 900, 3);                           // due date
        size_t length = 40 + d % 120;
        text(k_sentence.substr(0, length));  // note varchar(200)
        char code[11];
        uint64_t f = e;
        for (char& c : code) {
            c = char('A' + f % 26);
            f /= 26;
        }
        text({code, 10});  // code char(10)
    }
};

class EventRows final : public GeneratedRows {
  public:
    using GeneratedRows::GeneratedRows;

  protected:
    void make_row(uint64_t n, uint64_t d) override {
        number(n, 8);       // id bigint
        number(d % 40, 2);  // kind smallint
        // datetime2(7): 100 ns of the day in five bytes, then days since year 1
        uint8_t moment[8];
        store_le<uint64_t>(moment, dice() % 864'000'000'000);
        store_le<uint32_t>(moment + 5, 0);
        uint64_t day = 735'900 + n / 5000;
        moment[5] = uint8_t(day);
        moment[6] = uint8_t(day >> 8);
        moment[7] = uint8_t(day >> 16);
        bytes(moment);  // happened_at
        if (d % 4 == 0) {
            null();  // sale_id
        } else {
            number(d >> 8 & 0xFFFFF, 4);
        }
        text(k_cities[(d >> 30) % k_cities.size()]);  // source varchar(30)
        size_t length = d % 61;
        text(k_sentence.substr((d >> 40) % 60, length));  // message varchar(400)
        uint8_t raw[12];
        store_le<uint64_t>(raw, d);
        store_le<uint32_t>(raw + 8, uint32_t(n));
        bytes(raw);  // payload varbinary(50)
    }
};

Column column(std::string name, std::string_view type, bool nullable = false, int length = 0) {
    Column out;
    out.name = std::move(name);
    out.type = *types::type_by_name(type);
    if (length > 0) out.type.length = int16_t(length);
    if (types::is_character(out.type.id)) out.type.collation = types::k_default_collation;
    out.nullable = nullable;
    return out;
}

catalog::Table sales_table() {
    catalog::Table table;
    table.name = "sales";
    table.columns = {column("id", "int"),
                     column("customer_id", "int"),
                     column("first_name", "nvarchar", false, 60),
                     column("last_name", "nvarchar", false, 60),
                     column("city", "varchar", true, 30),
                     column("ordered_at", "datetime"),
                     column("shipped_at", "datetime", true),
                     column("quantity", "decimal"),
                     column("amount", "money"),
                     column("discount", "smallmoney"),
                     column("is_paid", "bit"),
                     column("is_gift", "bit"),
                     column("token", "uniqueidentifier"),
                     column("weight", "float", true),
                     column("channel", "tinyint"),
                     column("due", "date"),
                     column("note", "varchar", true, 200),
                     column("code", "char", false, 10)};
    table.columns[7].type = types::decimal_type(18, 3);
    catalog::Index key;
    key.id = 1;
    key.name = "PK_sales";
    key.kind = catalog::IndexKind::clustered;
    key.unique = key.primary_key = true;
    key.columns = {{1, false, false}};
    table.indexes = {key};
    return table;
}

catalog::Table events_table() {
    catalog::Table table;
    table.name = "events";
    table.columns = {column("id", "bigint"),
                     column("kind", "smallint"),
                     column("happened_at", "datetime2"),
                     column("sale_id", "int", true),
                     column("source", "varchar", true, 30),
                     column("message", "varchar", true, 400),
                     column("payload", "varbinary", true, 50)};
    return table;
}

}  // namespace

GeneratedDatabase generate_database(uint64_t bytes) {
    GeneratedDatabase out;
    catalog::Database& model = out.model;
    model.name = "generated";
    model.internal_version = model.created_version = 706;
    model.compatibility_level = 110;
    model.collation = types::k_default_collation;
    model.recovery_model = "SIMPLE";
    model.schemas = catalog::standard_schemas();
    model.principals = catalog::standard_principals();
    model.tables = {sales_table(), events_table()};
    catalog::assign_missing_ids(model);
    uint64_t sales = bytes * k_sale_share_percent / 100 / k_sale_bytes;
    uint64_t events = bytes * (100 - k_sale_share_percent) / 100 / k_event_bytes;
    if (sales > INT32_MAX) sales = INT32_MAX;
    model.tables[0].row_count = int64_t(sales);
    model.tables[1].row_count = int64_t(events);
    out.rows[model.tables[0].object_id] = std::make_unique<SaleRows>(sales, 1);
    out.rows[model.tables[1].object_id] = std::make_unique<EventRows>(events, 2);
    out.row_count = sales + events;
    return out;
}

}  // namespace gantry::cli
