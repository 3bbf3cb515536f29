#include "assess/assess.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/backup_rules.h"
#include "assess/code_context.h"
#include "assess/engine_check/engine_check.h"
#include "assess/code_references.h"
#include "assess/instance_rules.h"
#include "assess/inventory.h"
#include "assess/method_source.h"
#include "assess/rule_set.h"
#include "assess/schema_rules.h"
#include "assess/trace_flag_rules.h"
#include "base/utf.h"
#include "tsql/batch.h"
#include "tsql/parser.h"

namespace gantry::assess {

using namespace catalog;

namespace {

constexpr int k_lowest_level = 100;
constexpr int k_default_level = 160;
constexpr uint64_t k_instance_databases_max = 100;
constexpr uint64_t k_instance_size_max = uint64_t{8} << 40;  // of the published rule

Findings findings_of(const AssessOptions& options, const std::string& subject) {
    return Findings(options.target, options.rules == nullptr ? published_rules() : *options.rules,
                    subject);
}

CodeContext context_of(const AssessOptions& options, int source_level) {
    CodeContext out;
    out.source_level = std::clamp(source_level == 0 ? k_default_level : source_level, 80, 170);
    out.target_level = options.target_level != 0 ? options.target_level
                                                 : std::max(out.source_level, k_lowest_level);
    out.target = options.target;
    if (options.instance != nullptr && options.instance->has_master) {
        out.linked_servers_known = true;
        for (const LinkedServer& server : options.instance->linked_servers) {
            if (server.id != 0) out.linked_servers[ascii_lower(server.name)] = server.provider;
        }
    }
    return out;
}

class DatabaseCode {
  public:
    DatabaseCode(const Database& database, CodeContext context, Findings& findings,
                 Subject& subject)
        : database_(database),
          context_(std::move(context)),
          findings_(findings),
          subject_(subject) {}

    void run() {
        add_schema_names(database_, context_);
        for (const Module& one : database_.modules) {
            if (!one.is_system) module(one);
        }
        for (const Table& one : database_.tables) {
            if (!one.is_system) table(one);
        }
    }

  private:
    std::string name_of(int32_t schema_id, const std::string& name) const {
        for (const Schema& schema : database_.schemas) {
            if (schema.id == schema_id) return schema.name + "." + name;
        }
        return name;
    }

    void scan(const std::string& object, std::string_view type, const std::string& text,
              CodeKind kind, bool quoted_identifier = true) {
        if (text.empty()) return;
        CodeText code;
        code.object = object;
        code.type = type;
        code.text = text;
        code.kind = kind;
        code.quoted_identifier = quoted_identifier;
        subject_.lines += uint64_t(std::count(text.begin(), text.end(), '\n')) + 1;
        scan_code(code, context_, findings_);
    }

    void module(const Module& module) {
        ++subject_.modules;
        const std::string name = name_of(module.schema_id, module.name);
        if (module.encrypted || module.kind == ModuleKind::clr) {
            const std::string reason = module.encrypted ? "encrypted" : "code of an assembly";
            findings_.not_analysed({name, std::string(module_type(module)), reason, 0});
            return;
        }
        context_.indexed_view = module.kind == ModuleKind::view && !module.indexes.empty();
        scan(name, module_type(module), module.text, CodeKind::batch, module.quoted_identifier);
        context_.indexed_view = false;
        for (const NumberedProcedure& numbered : module.numbered) {
            scan(fmt::format("{};{}", name, numbered.number), "procedure", numbered.text,
                 CodeKind::batch, module.quoted_identifier);
        }
    }

    void table(const Table& table) {
        ++subject_.tables;
        const std::string name = name_of(table.schema_id, table.name);
        context_.column_types = column_types(table);
        for (const CheckConstraint& check : table.checks) {
            scan(check.name.empty() ? name : check.name, "check constraint", check.text,
                 CodeKind::predicate);
        }
        for (const Column& column : table.columns) {
            const std::string column_name = name + "." + column.name;
            scan(column_name, "computed column", column.computed_text, CodeKind::expression);
            if (column.default_constraint) {
                scan(column_name, "default", column.default_constraint->text, CodeKind::expression);
            }
        }
        for (const Index& index : table.indexes) {
            scan(name + "." + index.name, "index filter", index.filter_text, CodeKind::predicate);
        }
        context_.column_types.clear();
    }

    const Database& database_;
    CodeContext context_;
    Findings& findings_;
    Subject& subject_;
};

}  // namespace

Subject assess_database(const Database& database, uint64_t size_bytes,
                        const AssessOptions& options) {
    Subject out;
    out.name = database.name;
    out.kind = "database";
    out.compatibility_level = database.compatibility_level;
    out.version = database.internal_version;
    out.size_bytes = size_bytes;
    out.method = method_source_of(database, size_bytes);
    Findings findings = findings_of(options, database.name);
    CodeContext code = context_of(options, database.compatibility_level);
    code.database = database.name;
    CodeReferences references;
    code.references = &references;
    SchemaContext schema;
    schema.source_level = code.source_level;
    schema.target_level = code.target_level;
    schema.target = options.target;
    schema.size_bytes = size_bytes;
    scan_schema(database, schema, findings);
    scan_principals(database, options.instance, findings);
    if (options.backup != nullptr) scan_backup(*options.backup, findings);
    DatabaseCode(database, code, findings, out).run();
    if (options.target == Target::gantry) {
        check_database(database, options.engine_databases, findings, out.engine);
    }
    out.inventory = inventory_of(database);
    count_objects(database, findings, out);
    out.findings = findings.take();
    out.not_analysed = findings.take_not_analysed();
    out.warnings = database.warnings;
    out.facts = facts_of(database);
    for (OutsideReference& reference : references.take())
        out.facts.references.push_back(std::move(reference));
    out.facts.not_analysed = out.not_analysed.size();
    return out;
}

Subject assess_instance(const Instance& instance, const AssessOptions& options) {
    Subject out;
    out.kind = "instance";
    Findings findings = findings_of(options, "instance");
    AssessOptions own = options;
    own.instance = &instance;
    scan_instance(instance, context_of(own, k_default_level), findings);
    scan_trace_flags(instance, findings);
    out.inventory = inventory_of(instance);
    out.findings = findings.take();
    out.not_analysed = findings.take_not_analysed();
    out.warnings = instance.warnings;
    return out;
}

void assess_fleet(Report& report, const AssessOptions& options) {
    uint64_t databases = 0, bytes = 0;
    for (const Subject& subject : report.subjects) {
        if (subject.kind != "database") continue;
        ++databases;
        bytes += subject.size_bytes;
    }
    AssessOptions own = options;
    own.target = report.target;
    Findings findings = findings_of(own, "instance");
    auto found = [&](std::string_view rule, std::string detail) {
        Impact impact;
        impact.object = "instance";
        impact.type = "instance";
        impact.detail = std::move(detail);
        findings.add(rule, std::move(impact));
    };
    if (databases > k_instance_databases_max) {
        found("NumDbExceeds100", fmt::format("{} databases", databases));
    }
    if (bytes > k_instance_size_max) {
        found("MIInstanceSize",
              fmt::format("{:.1f} TB", double(bytes) / double(uint64_t{1} << 40)));
    }
    std::vector<Finding> all = findings.take();
    if (all.empty()) return;
    auto instance = std::find_if(report.subjects.begin(), report.subjects.end(),
                                 [](const Subject& subject) { return subject.kind == "instance"; });
    if (instance == report.subjects.end()) {
        Subject subject;
        subject.kind = "instance";
        instance = report.subjects.insert(report.subjects.begin(), std::move(subject));
    }
    for (Finding& finding : all) {
        // master may have told so already, of the same databases.
        const bool told =
            std::any_of(instance->findings.begin(), instance->findings.end(),
                        [&](const Finding& before) { return before.rule == finding.rule; });
        if (!told) instance->findings.push_back(std::move(finding));
    }
}

Subject assess_script(const std::string& name, std::string_view text, int source_level,
                      const AssessOptions& options) {
    Subject out;
    out.name = name;
    out.kind = "script";
    out.source = name;
    out.compatibility_level = source_level;
    out.lines = uint64_t(std::count(text.begin(), text.end(), '\n')) + 1;
    Findings findings = findings_of(options, name);
    const CodeContext context = context_of(options, source_level);
    bool quoted_identifier = true;
    for (const tsql::Batch& batch : tsql::split_batches(text).batches) {
        CodeText code;
        code.object = name;
        code.type = "script";
        code.text = batch.text;
        code.first_line = batch.first_line;
        code.quoted_identifier = quoted_identifier;
        quoted_identifier = scan_code(code, context, findings);
    }
    if (options.target == Target::gantry && options.engine_scripts != nullptr) {
        options.engine_scripts->check(name, text, findings, out.engine);
    }
    out.findings = findings.take();
    out.not_analysed = findings.take_not_analysed();
    return out;
}

}  // namespace gantry::assess
