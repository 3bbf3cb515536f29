#include "assess/database_facts.h"

#include <fmt/format.h>

#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

// Services every database has.
bool is_builtin_service(std::string_view name) {
    return name.starts_with("http://schemas.microsoft.com/SQL/");
}

std::string guid_text(const std::vector<uint8_t>& bytes) {
    constexpr int k_order[] = {3,  2, 1, 0,  -1, 5,  4,  -1, 7,  6,
                               -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
    if (bytes.size() != 16) return {};
    std::string out;
    for (int place : k_order) {
        out += place < 0 ? "-" : fmt::format("{:02X}", bytes[size_t(place)]);
    }
    return out;
}

bool is_person(const Principal& user) {
    constexpr int32_t k_last_builtin = 4;  // dbo, guest, INFORMATION_SCHEMA, sys
    return user.id > k_last_builtin && user.type != 'R' && user.type != 'A' && !user.is_fixed_role;
}

class FactsReader {
  public:
    explicit FactsReader(const Database& database) : database_(database) {}

    DatabaseFacts read() {
        out_.name = database_.name;
        const DatabaseOptions& options = database_.options;
        out_.owner_sid = options.owner_sid;
        out_.broker_guid = guid_text(options.service_broker_guid);
        out_.trustworthy = options.trustworthy;
        out_.chaining = options.db_chaining;
        out_.contained = options.containment == "PARTIAL";
        out_.encrypted = options.encrypted;
        for (const Principal& user : database_.principals) {
            if (is_person(user))
                add(out_.users, {user.name, user.type, user.authentication, user.sid});
        }
        for (const Synonym& synonym : database_.synonyms)
            this->synonym(synonym);
        broker();
        for (const Assembly& assembly : database_.assemblies) {
            if (!assembly.is_system) add(out_.assemblies, {assembly.name, assembly.permission_set});
        }
        for (const AuditSpecification& one : database_.audit_specifications)
            add(out_.audit_guids, guid_text(one.audit_guid));
        for (const ExternalDataSource& source : database_.external_data_sources)
            add(out_.external_sources, {source.name, {}, {}, source.location, {}});
        return std::move(out_);
    }

  private:
    template <class T>
    void add(std::vector<T>& list, T entry) {
        if (list.size() < DatabaseFacts::k_entries_max) {
            list.push_back(std::move(entry));
        } else {
            out_.cut = true;
        }
    }

    std::string schema_name(int32_t id) const {
        for (const Schema& schema : database_.schemas) {
            if (schema.id == id) return schema.name;
        }
        return {};
    }

    void synonym(const Synonym& synonym) {
        const std::vector<std::string> parts = name_parts(synonym.target);
        if (parts.size() < 3) return;
        SynonymFacts out;
        out.name = fmt::format("{}.{}", schema_name(synonym.schema_id), synonym.name);
        out.object = fmt::format("{}.{}", parts[parts.size() - 2], parts.back());
        out.database = parts[parts.size() - 3];
        if (parts.size() == 4) out.server = parts[0];
        const bool own = out.server.empty() &&
                         (out.database.empty() || ascii_iequals(out.database, database_.name));
        if (!own) add(out_.synonyms, std::move(out));
    }

    void broker() {
        for (const Service& service : database_.services) {
            if (!is_builtin_service(service.name)) add(out_.services, service.name);
        }
        for (const Route& route : database_.routes) {
            const bool automatic = route.name == "AutoCreatedLocal" && route.remote_service.empty();
            if (automatic) continue;
            add(out_.routes, {route.name, route.remote_service, route.broker_instance,
                              route.address, route.mirror_address});
        }
        for (const EventNotification& one : database_.event_notifications)
            add(out_.notifications, {one.name, one.service, one.broker_instance, {}, {}});
        // An activation procedure may be another database's.
        for (const ServiceQueue& queue : database_.service_queues) {
            const std::vector<std::string> parts = name_parts(queue.activation_procedure);
            if (parts.size() != 3 || ascii_iequals(parts[0], database_.name)) continue;
            OutsideReference reference;
            reference.database = parts[0];
            reference.name = fmt::format("{}.{}", parts[1], parts[2]);
            reference.count = 1;
            reference.user_objects = true;
            reference.places.push_back(queue.name);
            add(out_.references, std::move(reference));
        }
    }

    const Database& database_;
    DatabaseFacts out_;
};

}  // namespace

DatabaseFacts facts_of(const Database& database) {
    return FactsReader(database).read();
}

std::vector<std::string> name_parts(std::string_view text) {
    std::vector<std::string> parts;
    if (text.empty()) return parts;
    constexpr size_t k_parts_max = 4;
    size_t at = 0;
    for (;;) {
        std::string part;
        while (at < text.size() && text[at] == ' ')
            ++at;
        const char open = at < text.size() ? text[at] : '\0';
        const char close = open == '[' ? ']' : open == '"' ? '"' : '\0';
        if (close != '\0') {
            for (++at; at < text.size(); ++at) {
                if (text[at] != close) {
                    part += text[at];
                } else if (at + 1 < text.size() && text[at + 1] == close) {
                    part += text[at++];
                } else {
                    break;
                }
            }
            if (at == text.size()) return {};  // never closed
            ++at;
        } else {
            while (at < text.size() && text[at] != '.')
                part += text[at++];
            while (!part.empty() && part.back() == ' ')
                part.pop_back();
        }
        parts.push_back(std::move(part));
        while (at < text.size() && text[at] == ' ')
            ++at;
        if (at == text.size()) return parts.back().empty() ? std::vector<std::string>{} : parts;
        if (text[at] != '.' || parts.size() == k_parts_max) return {};
        ++at;
    }
}

std::string hex_text(const std::vector<uint8_t>& bytes) {
    std::string out = "0x";
    for (uint8_t byte : bytes)
        out += fmt::format("{:02X}", byte);
    return out;
}

}  // namespace gantry::assess
