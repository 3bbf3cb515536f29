// Scripts of models that no sample shows: everything a database can hold, in its valid T-SQL forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/script/script.h"
#include "tsql/batch.h"
#include "tsql/parser.h"
#include "types/collation.h"

namespace gantry::cli {
namespace {

using namespace catalog;
using testing::HasSubstr;
using types::TypeId;

std::string parse_errors(const std::string& script) {
    std::string out;
    tsql::BatchSplit split = tsql::split_batches(script);
    for (const auto& problem : split.diagnostics)
        out += problem.message + "\n";
    for (const tsql::Batch& batch : split.batches) {
        tsql::ParseResult parsed = tsql::parse(batch.text);
        for (const auto& problem : parsed.diagnostics) {
            out += problem.message + "\nin " + batch.text + "\n";
        }
    }
    return out;
}

types::SqlType simple(TypeId id) {
    types::SqlType type;
    type.id = id;
    return type;
}

Column column(int32_t id, std::string name, types::SqlType type, bool nullable = false) {
    Column out;
    out.id = id;
    out.name = std::move(name);
    out.type = type;
    out.nullable = nullable;
    return out;
}

Index index(int32_t id, std::string name, IndexKind kind, std::vector<int32_t> columns) {
    Index out;
    out.id = id;
    out.name = std::move(name);
    out.kind = kind;
    for (int32_t c : columns) {
        IndexColumn key;
        key.column_id = c;
        out.columns.push_back(key);
    }
    return out;
}

Table table(int32_t id, std::string name) {
    Table out;
    out.object_id = id;
    out.name = std::move(name);
    out.columns.push_back(column(1, "id", types::int_type()));
    Index key = index(1, "PK_" + out.name, IndexKind::clustered, {1});
    key.object_id = id + 1;
    key.unique = key.primary_key = true;
    out.indexes.push_back(key);
    return out;
}

Database database() {
    Database out;
    out.name = "everything";
    out.internal_version = 957;
    out.compatibility_level = 160;
    out.collation = types::k_default_collation;
    out.schemas = {{1, "dbo", 1}};
    return out;
}

template <typename T>
T named(int32_t id, std::string name) {
    T out;
    out.id = id;
    out.name = std::move(name);
    return out;
}

std::string script(const Database& db, ScriptOptions options = {}) {
    options.with_database = options.with_storage = true;
    std::string plain = script_database(db, options).text;
    EXPECT_EQ(parse_errors(plain), "");
    options.if_not_exists = options.drop = true;
    EXPECT_EQ(parse_errors(script_database(db, options).text), "");
    return plain;
}

TEST(ScriptModel, ColumnsOfEveryKind) {
    Database db = database();
    ColumnEncryptionKey key;
    key.id = 1;
    key.name = "cek";
    key.values = {{1, "RSA_OAEP", {1, 2}}};
    db.column_encryption_keys = {key};
    ColumnMasterKey master;
    master.id = 1;
    master.name = "cmk";
    master.key_store_provider = "MSSQL_CERTIFICATE_STORE";
    master.key_path = "Current User/My/AA";
    master.allow_enclave_computations = true;
    master.signature = {9};
    db.column_master_keys = {master};
    Table t = table(100, "t");
    auto add = [&](std::string name, types::SqlType type) -> Column& {
        t.columns.push_back(column(int32_t(t.columns.size()) + 1, std::move(name), type, true));
        return t.columns.back();
    };
    add("masked", types::nvarchar_type(20, 0)).masking_function = "partial(1,\"x\",0)";
    add("guid", simple(TypeId::uniqueidentifier)).rowguidcol = true;
    add("file", types::varbinary_type(-1)).filestream = true;
    add("sparse", types::int_type()).sparse = true;
    add("all", simple(TypeId::xml)).column_set = true;
    Column& secret = add("secret", types::nvarchar_type(11, types::k_latin1_bin2));
    secret.encryption_type = 1;
    secret.encryption_key_id = 1;
    db.tables = {t};
    std::string text = script(db);
    EXPECT_THAT(text,
                HasSubstr("[masked] nvarchar(20) MASKED WITH (FUNCTION = 'partial(1,\"x\",0)') "
                          "NULL,\n"));
    EXPECT_THAT(text, HasSubstr("[guid] uniqueidentifier ROWGUIDCOL NULL"));
    EXPECT_THAT(text, HasSubstr("[file] varbinary(max) FILESTREAM NULL"));
    EXPECT_THAT(text, HasSubstr("[sparse] int SPARSE NULL"));
    EXPECT_THAT(text, HasSubstr("[all] xml COLUMN_SET FOR ALL_SPARSE_COLUMNS,\n"));
    EXPECT_THAT(text, HasSubstr("[secret] nvarchar(11) COLLATE Latin1_General_BIN2 ENCRYPTED WITH "
                                "(COLUMN_ENCRYPTION_KEY = [cek], ENCRYPTION_TYPE = Deterministic, "
                                "ALGORITHM = 'AEAD_AES_256_CBC_HMAC_SHA_256') NULL"));
}

TEST(ScriptModel, IndexesOfEveryKind) {
    Database db = database();
    Table t = table(100, "t");
    t.columns.push_back(column(2, "x", simple(TypeId::xml), true));
    types::SqlType point = simple(TypeId::clr);
    point.user_type = types::k_geometry;
    t.columns.push_back(column(3, "g", point, true));
    t.columns.push_back(column(4, "n", types::int_type(), true));
    Index primary = index(256000, "px", IndexKind::xml, {2});
    primary.xml_primary = true;
    Index secondary = index(256001, "sx", IndexKind::xml, {2});
    secondary.xml_primary_index_id = 256000;
    secondary.xml_secondary_type = 'V';
    Index spatial = index(384000, "sp", IndexKind::spatial, {3});
    spatial.tessellation = SpatialTessellation{"GEOMETRY_GRID", 0,        0,        100,    50.5,
                                               "LOW",           "MEDIUM", "MEDIUM", "HIGH", 16};
    Index columns = index(2, "cs", IndexKind::nonclustered_columnstore, {1, 4});
    for (IndexColumn& c : columns.columns)
        c.included = true;
    columns.compression_delay = 10;
    columns.filter_text = "([n]>(0))";
    Index plain = index(3, "ix", IndexKind::nonclustered, {4});
    plain.unique = plain.ignore_duplicate_keys = plain.padded = true;
    plain.fill_factor = 70;
    plain.optimize_for_sequential_key = true;
    t.indexes.insert(t.indexes.end(), {columns, plain, primary, secondary, spatial});
    Table c = table(200, "c");
    c.indexes = {index(1, "ccs", IndexKind::clustered_columnstore, {})};
    Partition archive;
    archive.compression = 4;
    c.indexes[0].partitions = {archive};
    Table m = table(300, "m");
    m.options.memory_optimized = true;
    m.indexes[0].kind = IndexKind::nonclustered_hash;
    m.indexes[0].bucket_count = 1024;
    m.indexes.push_back(index(2, "mx", IndexKind::nonclustered, {1}));
    db.tables = {t, c, m};
    FulltextCatalog catalog;
    catalog.id = 5;
    catalog.name = "ft";
    catalog.is_default = true;
    db.fulltext_catalogs = {catalog};
    FulltextStoplist stoplist;
    stoplist.id = 5;
    stoplist.name = "stop";
    stoplist.words = {{"o'the", 1033}};
    db.fulltext_stoplists = {stoplist};
    FulltextIndex full_text;
    full_text.object_id = 100;
    full_text.unique_index_id = 1;
    full_text.catalog_id = full_text.stoplist_id = 5;
    full_text.columns = {{2, 0, 1033, true}};
    db.fulltext_indexes = {full_text};
    Statistics statistics;
    statistics.object_id = 100;
    statistics.id = 4;
    statistics.name = "st";
    statistics.user_created = statistics.no_recompute = true;
    statistics.columns = {4, 1};
    db.statistics = {statistics};
    std::string text = script(db);
    EXPECT_THAT(text, HasSubstr("CREATE PRIMARY XML INDEX [px] ON [dbo].[t] ([x])\nGO"));
    EXPECT_THAT(text,
                HasSubstr("CREATE XML INDEX [sx] ON [dbo].[t] ([x])\n    USING XML INDEX [px] "
                          "FOR VALUE\nGO"));
    EXPECT_THAT(text, HasSubstr("USING GEOMETRY_GRID\n    WITH (BOUNDING_BOX = (0, 0, 100, 50.5), "
                                "GRIDS = (LEVEL_1 = LOW, LEVEL_2 = MEDIUM, LEVEL_3 = MEDIUM, "
                                "LEVEL_4 = HIGH), CELLS_PER_OBJECT = 16)\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE NONCLUSTERED COLUMNSTORE INDEX [cs] ON [dbo].[t] ([id], "
                                "[n])\n    WHERE ([n]>(0)) WITH (COMPRESSION_DELAY = 10)\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE CLUSTERED COLUMNSTORE INDEX [ccs] ON [dbo].[c] WITH "
                                "(DATA_COMPRESSION = COLUMNSTORE_ARCHIVE)\nGO"));
    EXPECT_THAT(text, HasSubstr("WITH (PAD_INDEX = ON, FILLFACTOR = 70, IGNORE_DUP_KEY = ON, "
                                "OPTIMIZE_FOR_SEQUENTIAL_KEY = ON)"));
    EXPECT_THAT(text, HasSubstr("    CONSTRAINT [PK_m] PRIMARY KEY NONCLUSTERED HASH ([id]) WITH "
                                "(BUCKET_COUNT = 1024),\n    INDEX [mx] NONCLUSTERED ([id])\n)\n"
                                "WITH (MEMORY_OPTIMIZED = ON, DURABILITY = SCHEMA_AND_DATA)\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE FULLTEXT INDEX ON [dbo].[t] ([x] LANGUAGE 1033 "
                                "STATISTICAL_SEMANTICS)\nKEY INDEX [PK_t] ON [ft]\nWITH "
                                "(CHANGE_TRACKING = AUTO, STOPLIST = [stop])\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE STATISTICS [st] ON [dbo].[t] ([n], [id])\n    WITH "
                                "NORECOMPUTE\nGO"));
}

TEST(ScriptModel, ServiceBroker) {
    Database db = database();
    MessageType ask = named<MessageType>(65536, "//ask"), answer = named<MessageType>(65537, "b");
    ask.validation = "X";
    db.message_types = {named<MessageType>(14, "DEFAULT"), ask, answer};
    ServiceContract contract = named<ServiceContract>(65536, "c");
    contract.messages = {{65536, true, false}, {65537, true, true}};
    db.service_contracts = {contract};
    ServiceQueue queue;
    queue.object_id = 500;
    queue.name = "q";
    queue.activation_procedure = "[dbo].[p]";
    queue.max_readers = 4;
    queue.execute_as = -2;
    queue.activation_enabled = true;
    queue.poison_message_handling = false;
    db.service_queues = {queue};
    Service service = named<Service>(65536, "s");
    service.queue_id = 500;
    service.contracts = {65536};
    db.services = {service};
    Route route = named<Route>(65537, "r");
    route.address = "TCP://host:4022";
    route.remote_service = "s";
    db.routes = {route};
    ConversationPriority priority = named<ConversationPriority>(65536, "pr");
    priority.contract_id = priority.local_service_id = 65536;
    priority.priority = 7;
    db.conversation_priorities = {priority};
    EventNotification notification;
    notification.object_id = 600;
    notification.name = "en";
    notification.events = {"CREATE_TABLE", "DROP_TABLE"};
    notification.service = "s";
    db.event_notifications = {notification};
    std::string text = script(db);
    EXPECT_THAT(text, HasSubstr("CREATE MESSAGE TYPE [//ask] VALIDATION = WELL_FORMED_XML\nGO"));
    EXPECT_THAT(text,
                HasSubstr("CREATE CONTRACT [c] ([//ask] SENT BY INITIATOR, [b] SENT BY ANY)"));
    EXPECT_THAT(text, HasSubstr("CREATE QUEUE [dbo].[q] WITH STATUS = ON, RETENTION = OFF, "
                                "ACTIVATION (STATUS = ON, PROCEDURE_NAME = [dbo].[p], "
                                "MAX_QUEUE_READERS = 4, EXECUTE AS OWNER), POISON_MESSAGE_HANDLING "
                                "(STATUS = OFF)\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE SERVICE [s] ON QUEUE [dbo].[q] ([c])\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE ROUTE [r] WITH SERVICE_NAME = N's', ADDRESS = "
                                "N'TCP://host:4022'\nGO"));
    EXPECT_THAT(text, HasSubstr("FOR CONVERSATION SET (CONTRACT_NAME = [c], LOCAL_SERVICE_NAME = "
                                "[s], PRIORITY_LEVEL = 7)\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE EVENT NOTIFICATION [en] ON DATABASE\nFOR CREATE_TABLE, "
                                "DROP_TABLE\nTO SERVICE N's', N'current database'\nGO"));
    EXPECT_EQ(text.find("[DEFAULT]"), text.npos);
}

TEST(ScriptModel, SecurityAndPlans) {
    Database db = database();
    db.tables = {table(100, "t")};
    SecurityPolicy policy;
    policy.object_id = 700;
    policy.name = "pol";
    policy.enabled = true;
    policy.predicates = {{1, 100, "([dbo].[f]([id]))", false, ""},
                         {2, 100, "([dbo].[f]([id]))", true, "AFTER INSERT"}};
    db.security_policies = {policy};
    Certificate certificate = named<Certificate>(256, "cert");
    certificate.encoded = {0x30, 0x82};
    certificate.private_key_encryption = "MK";
    db.certificates = {certificate};
    Principal user = named<Principal>(5, "signer");
    user.type = 'C';
    user.signed_by = "cert";
    Principal contained = named<Principal>(6, "inside");
    contained.authentication = AuthenticationType::database;
    contained.password_hash = {2, 0};
    Principal application = named<Principal>(7, "app");
    application.type = 'A';
    db.principals = {user, contained, application};
    Credential credential = named<Credential>(1, "cred");
    credential.identity = "SHARED ACCESS SIGNATURE";
    db.scoped_credentials = {credential};
    PlanGuide guide = named<PlanGuide>(1, "pg");
    guide.query_text = "SELECT 'a'";
    guide.scope = "SQL";
    guide.hints = "OPTION (MAXDOP 1)";
    guide.disabled = true;
    db.plan_guides = {guide};
    db.permissions = {{25, 256, 0, 6, 1, "CL", "CONTROL", 'G'},
                      {0, 0, 0, 6, 1, "CRTB", "CREATE TABLE", 'W'}};
    std::string text = script(db);
    EXPECT_THAT(text, HasSubstr("CREATE SECURITY POLICY [dbo].[pol]\n    ADD FILTER PREDICATE "
                                "[dbo].[f]([id]) ON [dbo].[t],\n    ADD BLOCK PREDICATE "
                                "[dbo].[f]([id]) ON [dbo].[t] AFTER INSERT\nWITH (STATE = ON, "
                                "SCHEMABINDING = ON)\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE CERTIFICATE [cert]\nFROM BINARY = 0x3082\nACTIVE FOR "
                                "BEGIN_DIALOG = OFF\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE USER [signer] FOR CERTIFICATE [cert]\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE USER [inside] WITH PASSWORD = N'<password>'\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE APPLICATION ROLE [app] WITH PASSWORD = N'<password>'\nGO"));
    EXPECT_THAT(text, HasSubstr("GRANT CONTROL ON CERTIFICATE::[cert] TO [inside];\nGRANT CREATE "
                                "TABLE TO [inside] WITH GRANT OPTION;\n"));
    EXPECT_THAT(text, HasSubstr("@type = N'SQL',\n    @module_or_batch = NULL"));
    EXPECT_THAT(text, HasSubstr("EXEC sys.sp_control_plan_guide N'DISABLE', N'pg'\nGO"));
    ScriptOptions options;
    EXPECT_EQ(script_database(db, options).problems.size(), 4u);
}

TEST(ScriptModel, TheDatabaseItself) {
    Database db = database();
    Filegroup primary = named<Filegroup>(1, "PRIMARY"), second = named<Filegroup>(2, "two");
    primary.is_default = false;
    second.is_default = true;
    Filegroup memory = named<Filegroup>(3, "mem");
    memory.type = "FX";
    db.filegroups = {primary, second, memory};
    auto file = [&](int32_t id, std::string name, std::string type, int32_t group) {
        DatabaseFile out = named<DatabaseFile>(id, name);
        out.physical_name = "C:\\data\\" + name;
        out.type = std::move(type);
        out.filegroup_id = group;
        out.size_pages = 128;
        out.growth = 10;
        out.growth_is_percent = true;
        db.files.push_back(out);
    };
    file(1, "a", "ROWS", 1);
    file(2, "l", "LOG", 0);
    file(3, "b", "ROWS", 2);
    file(4, "m", "FILESTREAM", 3);
    db.options.containment = "PARTIAL";
    db.options.change_tracking = true;
    db.options.change_tracking_retention = 2;
    db.options.change_tracking_units = "DAYS";
    db.options.broker_enabled = db.options.query_store = db.options.accelerated_recovery = true;
    db.query_store.present = true;
    db.query_store.desired_state = "READ_WRITE";
    db.query_store.max_megabytes = 1000;
    db.options.read_only = true;
    db.options.default_language_lcid = 1033;
    db.options.filestream_access = "FULL";
    ExternalDataSource source = named<ExternalDataSource>(1, "blob");
    source.type = "BLOB_STORAGE";
    source.location = "https://x.example.org/c";
    db.external_data_sources = {source};
    ExternalFileFormat format = named<ExternalFileFormat>(1, "csv");
    format.type = "DELIMITEDTEXT";
    format.field_terminator = ",";
    db.external_file_formats = {format};
    ScopedConfiguration configuration = named<ScopedConfiguration>(1, "MAXDOP");
    configuration.value = "4";
    db.scoped_configurations = {configuration};
    std::string text = script(db);
    EXPECT_THAT(text, HasSubstr("CREATE DATABASE [everything]\nCONTAINMENT = PARTIAL\nON PRIMARY\n"
                                "    (NAME = N'a', FILENAME = N'C:\\data\\a', SIZE = 1024KB, "
                                "MAXSIZE = UNLIMITED, FILEGROWTH = 10%),\nFILEGROUP [two]\n"));
    EXPECT_THAT(text, HasSubstr("FILEGROUP [mem] CONTAINS MEMORY_OPTIMIZED_DATA\n    (NAME = N'm', "
                                "FILENAME = N'C:\\data\\m')\nLOG ON\n"));
    EXPECT_THAT(text, HasSubstr("\nCOLLATE SQL_Latin1_General_CP1_CI_AS\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER DATABASE [everything] SET COMPATIBILITY_LEVEL = 160\nGO"));
    EXPECT_THAT(text, HasSubstr("SET CHANGE_TRACKING = ON (CHANGE_RETENTION = 2 DAYS, AUTO_CLEANUP "
                                "= OFF);\n"));
    EXPECT_THAT(text, HasSubstr("SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE"));
    EXPECT_THAT(text, HasSubstr("MODIFY FILEGROUP [two] DEFAULT\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 4;\n"));
    EXPECT_THAT(text, HasSubstr("SET DEFAULT_LANGUAGE = 1033;\n"));
    EXPECT_THAT(text, HasSubstr("SET FILESTREAM (NON_TRANSACTED_ACCESS = FULL);\n"));
    EXPECT_THAT(text, HasSubstr("CREATE EXTERNAL DATA SOURCE [blob] WITH (TYPE = BLOB_STORAGE, "
                                "LOCATION = N'https://x.example.org/c')\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE EXTERNAL FILE FORMAT [csv] WITH (FORMAT_TYPE = "
                                "DELIMITEDTEXT, FORMAT_OPTIONS (FIELD_TERMINATOR = N','))\nGO"));
    EXPECT_TRUE(text.ends_with("ALTER DATABASE [everything] SET READ_ONLY\nGO\n"));
}

TEST(ScriptModel, TypesSequencesAndBindings) {
    Database db = database();
    XmlSchemaCollection collection = named<XmlSchemaCollection>(65536, "xsd");
    collection.text = "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"/>";
    db.xml_schema_collections = {collection};
    Sequence sequence;
    sequence.object_id = 50;
    sequence.name = "seq";
    sequence.type = types::bigint_type();
    sequence.start = sequence.increment = sequence.minimum = "-5";
    sequence.maximum = "9";
    sequence.current = "4";
    sequence.cycles = true;
    sequence.cached = false;
    db.sequences = {sequence};
    Table type = table(60, "ids");
    type.is_table_type = true;
    type.columns.push_back(column(2, "n", types::int_type(), true));
    type.indexes.push_back(index(2, "ix", IndexKind::nonclustered, {2}));
    type.checks = {{61, "CK__x", "([n]>(0))", 0}};
    Table t = table(100, "t");
    t.columns.push_back(column(2, "x", simple(TypeId::xml), true));
    t.columns[1].xml_collection_id = 65536;
    t.columns.push_back(t.columns[1]);
    t.columns[2].id = 3;
    t.columns[2].name = "doc";
    t.columns[2].xml_document = true;
    t.columns[1].bound_default_id = 70;
    db.tables = {type, t};
    Module value;
    value.object_id = 70;
    value.name = "d";
    value.type = "D";
    value.text = "CREATE DEFAULT [d] AS 'x'";
    db.modules = {value};
    std::string text = script(db);
    EXPECT_THAT(text,
                HasSubstr("-- last value given out: 4\nCREATE SEQUENCE [dbo].[seq]\n    AS "
                          "bigint\n    START WITH -5\n    INCREMENT BY -5\n    MINVALUE -5\n  "
                          "  MAXVALUE 9\n    CYCLE\n    NO CACHE\nGO"));
    EXPECT_THAT(text,
                HasSubstr("CREATE TYPE [dbo].[ids] AS TABLE (\n    [id] int NOT NULL,\n    [n] "
                          "int NULL,\n    PRIMARY KEY CLUSTERED ([id]),\n    INDEX [ix] "
                          "NONCLUSTERED ([n]),\n    CHECK ([n]>(0))\n)\nGO"));
    EXPECT_THAT(text, HasSubstr("[x] xml(CONTENT [dbo].[xsd]) NULL"));
    EXPECT_THAT(text, HasSubstr("[doc] xml(DOCUMENT [dbo].[xsd]) NULL"));
    EXPECT_THAT(text, HasSubstr("EXEC sys.sp_bindefault N'[dbo].[d]', N'[dbo].[t].[x]'\nGO"));
}

TEST(ScriptModel, GraphAndLedgerTables) {
    Database db = database();
    Table node = table(100, "node"), edge = table(200, "edge");
    node.options.graph_node = edge.options.graph_edge = true;
    edge.indexes.clear();
    edge.columns.push_back(column(2, "graph_id_x", types::bigint_type()));
    edge.columns.back().graph_type = 1;
    Index own = index(1, "GRAPH_UNIQUE_INDEX_1", IndexKind::nonclustered, {2});
    edge.indexes.push_back(own);
    EdgeConstraint constraint;
    constraint.object_id = 201;
    constraint.name = "EC";
    constraint.connections = {{100, 100}};
    edge.edge_constraints = {constraint};
    Table ledger = table(300, "ledger");
    ledger.options.ledger = LedgerType::append_only;
    db.tables = {node, edge, ledger};
    std::string text = script(db);
    EXPECT_THAT(text,
                HasSubstr("CREATE TABLE [dbo].[edge] (\n    [id] int NOT NULL\n) AS EDGE\nGO"));
    EXPECT_THAT(text, HasSubstr("ADD CONSTRAINT [EC] CONNECTION ([dbo].[node] TO [dbo].[node])\n"));
    EXPECT_THAT(text, HasSubstr("WITH (LEDGER = ON (APPEND_ONLY = ON))\nGO"));
    EXPECT_EQ(text.find("GRAPH_UNIQUE"), text.npos);
}

TEST(ScriptModel, GoInsideAStatementDoesNotEndIt) {
    Database db = database();
    Module view;
    view.object_id = 1;
    view.name = "v";
    view.type = "V";
    view.kind = ModuleKind::view;
    view.text = "CREATE VIEW v AS SELECT 1 AS\r\nGO\r\n-- GO\r\n, 2 x";
    db.modules = {view};
    EXPECT_THAT(script_database(db).text,
                HasSubstr("GO\nEXEC sys.sp_executesql @statement = N'CREATE VIEW v AS SELECT 1 "
                          "AS\r\nGO\r\n-- GO\r\n, 2 x'\nGO\n"));
    EXPECT_EQ(parse_errors(script_database(db).text), "");
}

}  // namespace
}  // namespace gantry::cli
