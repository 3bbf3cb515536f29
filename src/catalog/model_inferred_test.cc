// Parts of the model that no sample shows, from system rows made up as docs/formats/catalog.md says
// they are: partitioning, sequences, masks, Always Encrypted, policies, CLR entries, event
// notifications, linked objects.

#include <gtest/gtest.h>

#include <algorithm>

#include "base/test_temp.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/model_parts.h"
#include "catalog/model_reader.h"
#include "catalog/row_scanner.h"
#include "catalog/writer/database_writer.h"

namespace gantry::catalog {
namespace {

constexpr int32_t k_table = 2'000'001;

Bytes bigint_variant(int64_t value) {
    Bytes out(10);
    out[0] = 127;
    out[1] = 1;
    store_le(out.data() + 2, value);
    return out;
}

Bytes int_variant(int32_t value) {
    Bytes out(6);
    out[0] = 56;
    out[1] = 1;
    store_le(out.data() + 2, value);
    return out;
}

// {231, 1, u16 length, u32 collation, UTF-16}
Bytes text_variant(std::string_view utf8) {
    Bytes out = {231, 1, 0x40, 0x1F, 0x08, 0xD0, 0x00, 0x34};
    Bytes text = utf8_to_utf16le(utf8);
    out.insert(out.end(), text.begin(), text.end());
    return out;
}

ValueRow value(uint8_t value_class, int32_t object_id, int32_t sub_id, int32_t number,
               Bytes variant) {
    ValueRow row;
    row.value_class = value_class;
    row.object_id = object_id;
    row.sub_id = sub_id;
    row.number = number;
    row.variant = std::move(variant);
    return row;
}

ValueRow text_row(int32_t object_id, int32_t sub_id, std::string_view text) {
    ValueRow row = value(k_value_text, object_id, sub_id, 0, int_variant(0));
    row.image = utf8_to_utf16le(text);
    row.has_image = true;
    return row;
}

NamedRow named(uint8_t object_class, int32_t id, std::string name, std::string type = {},
               int32_t property = 0, int32_t status = 0) {
    NamedRow row;
    row.object_class = object_class;
    row.id = id;
    row.name = std::move(name);
    row.type = std::move(type);
    row.property = property;
    row.status = status;
    return row;
}

ObjectRow object(int32_t id, std::string name, std::string type, int32_t parent = 0) {
    ObjectRow row;
    row.id = id;
    row.name = std::move(name);
    row.type = std::move(type);
    row.schema_id = 1;
    row.parent_id = parent;
    return row;
}

// A small written database, whose system rows the tests add to.
class InferredModel : public testing::Test {
  protected:
    InferredModel() {
        Database database;
        database.name = "made";
        Table table;
        table.object_id = k_table;
        table.name = "t";
        for (const char* name : {"a", "b"}) {
            Column column;
            column.name = name;
            column.type = types::int_type();
            table.columns.push_back(std::move(column));
        }
        database.tables.push_back(std::move(table));
        assign_missing_ids(database);
        std::string path = test_directory() + "inferred_model.bak";
        DatabaseWriterOptions options;
        options.directory = test_directory();
        BackupOptions backup;
        backup.paths = {path};
        write_backup(WrittenDatabase(database, {}, options), backup);
        image_ = DatabaseImage::open({path});
        catalog_ = std::make_unique<SystemCatalog>(image_->pages());
        sources_ = std::make_unique<ModelSources>(*catalog_);
    }

    void refer(uint8_t reference_class, int32_t id, int32_t sub_id, int32_t target) {
        ReferenceRow row{reference_class, sub_id, target, 0, 0};
        sources_->references[{reference_class, id}].push_back(row);
        sources_->references_by_id[id].push_back(row);
    }
    void name(NamedRow row) { sources_->class_objects[row.object_class].push_back(std::move(row)); }
    void add(ObjectRow row) { sources_->objects[row.id] = std::move(row); }

    std::unique_ptr<DatabaseImage> image_;
    std::unique_ptr<SystemCatalog> catalog_;
    std::unique_ptr<ModelSources> sources_;
    Database out_;
};

// Rows of graph tables have the numbers; $node_id, $from_id and $to_id are made of them.
TEST(InferredColumns, PseudoColumnsOfGraphTablesAreNotStored) {
    Table table;
    for (int graph_type = 0; graph_type <= 8; ++graph_type) {
        Column column;
        column.graph_type = uint8_t(graph_type);
        table.columns.push_back(column);
    }
    EXPECT_EQ(stored_columns(table), (std::vector<size_t>{0, 1, 3, 4, 6, 7}));
}

TEST_F(InferredModel, PartitionFunctionAndScheme) {
    name(named(k_class_partition_function, 65536, "by_year", "R", 3, 1));
    name(named(k_class_data_space, 65601, "years", "PS"));
    name(named(k_class_data_space, 2, "old", "FG"));
    sources_->insert(value(99, 65536, 1, 2, int_variant(2020)));
    sources_->insert(value(99, 65536, 1, 1, int_variant(2010)));
    refer(31, 65601, 0, 65536);
    refer(6, 65601, 1, 2);
    refer(6, 65601, 2, 1);
    refer(6, 65601, 3, 1);
    refer(k_reference_index_data_space, k_table, 0, 65601);
    add_storage(*sources_, out_);
    add_partitioning(*sources_, out_);
    ASSERT_EQ(out_.partition_functions.size(), 1u);
    const PartitionFunction& function = out_.partition_functions[0];
    EXPECT_TRUE(function.boundary_on_right);
    EXPECT_EQ(function.boundaries, (std::vector<std::string>{"2010", "2020"}));
    ASSERT_EQ(out_.partition_schemes.size(), 1u);
    EXPECT_EQ(out_.partition_schemes[0].function_id, 65536);
    EXPECT_EQ(out_.partition_schemes[0].filegroups, (std::vector<int32_t>{2, 1, 1}));
    EXPECT_EQ(partition_scheme_of(*sources_, k_table, 0), 65601);
    EXPECT_EQ(partition_scheme_of(*sources_, k_table, 1), 0);
    // Only the parameter's type is nowhere.
    ASSERT_EQ(out_.warnings.size(), 1u);
    EXPECT_NE(out_.warnings[0].find("parameter type"), std::string::npos);
}

TEST_F(InferredModel, SequencesAreTakenWhenTheirBoundsConfirmThem) {
    add(object(2'100'001, "s", "SO"));
    add(object(2'100'002, "odd", "SO"));
    int number = 0;
    for (int64_t v : {int64_t(5), int64_t(2), INT64_MIN, INT64_MAX, int64_t(9)})
        sources_->insert(value(98, 2'100'001, 0, number++, bigint_variant(v)));
    sources_->insert(value(98, 2'100'002, 0, 0, bigint_variant(7)));
    ModelReader(*sources_, out_).run();
    ASSERT_EQ(out_.sequences.size(), 2u);
    const Sequence& sequence = out_.sequences[0];
    EXPECT_EQ(sequence.start, "5");
    EXPECT_EQ(sequence.increment, "2");
    EXPECT_EQ(sequence.minimum, "-9223372036854775808");
    EXPECT_EQ(sequence.current, "9");
    EXPECT_EQ(out_.sequences[1].start, "1");
    ASSERT_EQ(out_.warnings.size(), 1u);
    EXPECT_NE(out_.warnings[0].find("98/0/0=7"), std::string::npos) << out_.warnings[0];
}

TEST_F(InferredModel, ColumnsWithMasksKeysAndGeneratedValues) {
    sources_->insert(value(k_value_column_mask, k_table, 1, 0, int_variant(1)));
    sources_->insert(value(k_value_column_mask, k_table, 1, 1, text_variant("email()")));
    sources_->insert(value(k_value_column_encryption, k_table, 2, 0, bigint_variant(0x101)));
    refer(k_reference_column_key, k_table, 2, 3);
    name(named(68, 1, "cmk"));
    sources_->insert(value(111, 1, 0, 1, text_variant("MSSQL_CERTIFICATE_STORE")));
    sources_->insert(value(111, 1, 0, 2, text_variant("CurrentUser/My/AB12")));
    name(named(69, 3, "cek"));
    ValueRow key = value(112, 3, 1, 1, text_variant("RSA_OAEP"));
    key.has_image = true;
    key.image = {1, 0x6E, 0};
    sources_->insert(std::move(key));
    ModelReader(*sources_, out_).run();
    add_keys(*sources_, out_);
    ASSERT_EQ(out_.tables.size(), 1u);
    const Table& table = out_.tables[0];
    EXPECT_EQ(table.columns[0].masking_function, "email()");
    EXPECT_EQ(table.columns[1].encryption_type, 1);
    EXPECT_EQ(table.columns[1].encryption_algorithm, "AEAD_AES_256_CBC_HMAC_SHA_256");
    EXPECT_EQ(table.columns[1].encryption_key_id, 3);
    ASSERT_EQ(out_.column_master_keys.size(), 1u);
    EXPECT_EQ(out_.column_master_keys[0].key_path, "CurrentUser/My/AB12");
    ASSERT_EQ(out_.column_encryption_keys.size(), 1u);
    ASSERT_EQ(out_.column_encryption_keys[0].values.size(), 1u);
    EXPECT_EQ(out_.column_encryption_keys[0].values[0].master_key_id, 1);
    // The encrypted column's values cannot be read.
    ASSERT_EQ(out_.warnings.size(), 1u);
    EXPECT_NE(out_.warnings[0].find("Always Encrypted"), std::string::npos) << out_.warnings[0];
}

TEST_F(InferredModel, PoliciesNotificationsAndTriggersOfTheDatabase) {
    add(object(2'100'010, "policy", "SP"));
    sources_->insert(text_row(2'100'010, 1, "([dbo].[f]([a]))"));
    refer(117, 2'100'010, 1, k_table);
    add_policies(*sources_, out_);
    ASSERT_EQ(out_.security_policies.size(), 1u);
    ASSERT_EQ(out_.security_policies[0].predicates.size(), 1u);
    EXPECT_EQ(out_.security_policies[0].predicates[0].target_object_id, k_table);
    EXPECT_EQ(out_.warnings.size(), 1u);

    ObjectRow trigger = object(2'100'011, "watch", "TR");
    trigger.parent_class = 0;
    add(trigger);
    sources_->insert(
        text_row(2'100'011, 0, "CREATE TRIGGER watch ON DATABASE FOR CREATE_TABLE AS"));
    sources_->insert(value(k_value_trigger_event, 2'100'011, 21, 1, int_variant(0)));
    sources_->insert(value(k_value_trigger_event, 2'100'011, 77'777, 1, int_variant(1)));
    Database model;
    ModelReader(*sources_, model).run();
    ASSERT_EQ(model.modules.size(), 1u);
    EXPECT_EQ(model.modules[0].parent_class, 0);
    ASSERT_EQ(model.modules[0].events.size(), 2u);
    EXPECT_EQ(model.modules[0].events[0].name, "CREATE_TABLE");
    EXPECT_TRUE(model.modules[0].events[1].first);
    ASSERT_EQ(model.warnings.size(), 1u);
    EXPECT_NE(model.warnings[0].find("77777"), std::string::npos);

    add(object(2'100'012, "note", "EN"));
    sources_->insert(value(97, 2'100'012, 0, 0, text_variant("//x/service")));
    sources_->insert(value(k_value_trigger_event, 2'100'012, 10018, 1, int_variant(0)));
    Database broker;
    add_broker(*sources_, broker);
    ASSERT_EQ(broker.event_notifications.size(), 1u);
    EXPECT_EQ(broker.event_notifications[0].service, "//x/service");
    EXPECT_EQ(broker.event_notifications[0].events, std::vector<std::string>{"DDL_TABLE_EVENTS"});
}

TEST_F(InferredModel, HistoryTablesAndStandAloneDefaults) {
    add(object(2'100'020, "t_history", "U"));
    refer(k_reference_temporal_history, 2'100'020, 0, k_table);
    sources_->insert(value(k_value_history_retention, k_table, 0, 0, int_variant(6)));
    sources_->insert(value(k_value_history_retention, k_table, 0, 1, int_variant(5)));
    add(object(2'100'021, "zero", "D"));
    sources_->insert(text_row(2'100'021, 0, "CREATE DEFAULT zero AS 0"));
    ModelReader(*sources_, out_).run();
    auto current = std::find_if(out_.tables.begin(), out_.tables.end(),
                                [](const Table& table) { return table.object_id == k_table; });
    ASSERT_NE(current, out_.tables.end());
    EXPECT_EQ(current->options.history_table_id, 2'100'020);
    EXPECT_EQ(current->options.temporal, TemporalType::versioned);
    EXPECT_EQ(current->options.history_retention, 6);
    EXPECT_EQ(current->options.history_retention_unit, "MONTH");
    ASSERT_EQ(out_.modules.size(), 1u);
    EXPECT_EQ(out_.modules[0].type, "D");
    EXPECT_EQ(out_.modules[0].text, "CREATE DEFAULT zero AS 0");
}

TEST_F(InferredModel, WrittenDatabasesHaveOptions) {
    const Database& model = image_->model();
    EXPECT_EQ(model.options.created, "2024-03-01T09:30:00.000");
    EXPECT_FALSE(model.filegroups.empty());
    EXPECT_TRUE(model.warnings.empty()) << model.warnings[0];
}

}  // namespace
}  // namespace gantry::catalog
