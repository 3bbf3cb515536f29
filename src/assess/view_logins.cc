// Logins: which each database needs, users whose login is not there, contained users.
//
// Users and logins belong together by their SID, not by their name; of a Windows user without a
// login of its own nobody but the domain can say whether a group lets it in.

#include <fmt/format.h>

#include <algorithm>

#include "assess/view_builder.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

std::string kind_of_login(char type) {
    switch (type) {
        case 'S':
            return "SQL login";
        case 'U':
            return "Windows login";
        case 'G':
            return "Windows group";
        case 'C':
            return "certificate login";
        case 'K':
            return "asymmetric key login";
        case 'E':
        case 'X':
            return "Entra login";
        default:
            return "login";
    }
}

// Those every instance has: internal, of the services, of the machine.
bool is_builtin(std::string_view name) {
    return name.starts_with("##") || name.starts_with("NT SERVICE\\") ||
           name.starts_with("NT AUTHORITY\\") || name.starts_with("BUILTIN\\");
}

// "CONTOSO\ann" is ann.
std::string account_of(std::string_view name) {
    const size_t slash = name.find('\\');
    return std::string(slash == name.npos ? name : name.substr(slash + 1));
}

std::string create_login(const LoginNeed& login, char type, Target target) {
    const std::string name = bracketed_name(login.name);
    std::string database;
    if (!login.default_database.empty() && !ascii_iequals(login.default_database, "master")) {
        database = ", DEFAULT_DATABASE = " + bracketed_name(login.default_database);
    }
    switch (type) {
        case 'S':
            return fmt::format("CREATE LOGIN {} WITH PASSWORD = N'PASSWORD', SID = {}{};", name,
                               login.sid, database);
        case 'U':
        case 'G':
            if (target == Target::gantry) {
                return fmt::format("CREATE LOGIN {} WITH PASSWORD = N'PASSWORD';",
                                   bracketed_name(account_of(login.name)));
            }
            return fmt::format(
                "CREATE LOGIN {} FROM EXTERNAL PROVIDER;",
                bracketed_name(account_of(login.name) + (type == 'U' ? "@DOMAIN" : "")));
        case 'C':
            return fmt::format("CREATE LOGIN {} FROM CERTIFICATE [CERTIFICATE];", name);
        case 'K':
            return fmt::format("CREATE LOGIN {} FROM ASYMMETRIC KEY [KEY];", name);
        case 'E':
        case 'X':
            return fmt::format("CREATE LOGIN {} FROM EXTERNAL PROVIDER;", name);
        default:
            return {};
    }
}

}  // namespace

const ServerPrincipal* ViewBuilder::find_login(const std::vector<uint8_t>& sid) const {
    const auto found = principals_.find(sid);
    return found == principals_.end() ? nullptr : found->second;
}

LoginNeed& ViewBuilder::need(const std::vector<uint8_t>& sid, const std::string& name, char type) {
    auto [found, added] = logins_.try_emplace(sid);
    LoginNeed& out = found->second;
    if (!added) return out;
    const ServerPrincipal* login = find_login(sid);
    out.sid = hex_text(sid);
    out.known = login != nullptr;
    out.name = login != nullptr ? login->name : name;
    const char kind = login != nullptr ? login->type : type;
    out.kind = kind_of_login(kind);
    if (login != nullptr) {
        out.disabled = login->disabled;
        out.default_database = login->default_database;
        for (const ServerRoleMember& member : instance_->role_members) {
            if (member.member_id != login->id) continue;
            for (const ServerPrincipal& role : instance_->principals) {
                if (role.id == member.role_id) out.server_roles.push_back(role.name);
            }
        }
    }
    const bool is_sa = sid.size() == 1 && sid[0] == 1;
    if (!is_sa && !is_builtin(out.name)) out.statement = create_login(out, kind, inputs_.target);
    return out;
}

void ViewBuilder::logins() {
    const bool master = instance_ != nullptr && instance_->has_master;
    if (!master && !labels_.empty() && instance_ == nullptr) {
        out_.notes.push_back(
            "no backups of master and msdb: logins are those that users name, jobs and linked "
            "servers are not known, orphaned users cannot be told");
    }
    if (master) {
        for (const ServerPrincipal& login : instance_->principals) {
            if (login.type != 'R' && !is_builtin(login.name))
                need(login.sid, login.name, login.type);
        }
    }
    for (size_t i = 0; i < labels_.size(); ++i) {
        owner_of(i);
        users_of(i);
    }
    finish_logins();
}

void ViewBuilder::owner_of(size_t database) {
    const DatabaseFacts& facts = *inputs_.databases[database];
    if (facts.owner_sid.empty() || instance_ == nullptr || !instance_->has_master ||
        !is_instance_of(facts.server)) {
        return;
    }
    if (const ServerPrincipal* login = find_login(facts.owner_sid)) {
        LoginNeed& out = need(facts.owner_sid, login->name, login->type);
        out.owns.push_back(labels_[database]);
        edge(node("login", login->name, out.kind), database_node(database), "owner");
        return;
    }
    constexpr size_t k_sql_sid_bytes = 16;
    if (facts.owner_sid.size() > k_sql_sid_bytes) return;  // Windows: perhaps through a group
    OrphanedUser out{
        labels_[database],
        "dbo",
        "owner",
        hex_text(facts.owner_sid),
        "no login owns the database",
        fmt::format("ALTER AUTHORIZATION ON DATABASE::{} TO [sa];", bracketed_name(facts.name))};
    out_.orphaned_users.push_back(std::move(out));
}

void ViewBuilder::users_of(size_t database) {
    const DatabaseFacts& facts = *inputs_.databases[database];
    const bool known =
        instance_ != nullptr && instance_->has_master && is_instance_of(facts.server);
    for (const UserFacts& user : facts.users) {
        if (user.authentication == AuthenticationType::database) {
            out_.contained_users.push_back({labels_[database], user.name});
            continue;
        }
        const bool certificate = user.type == 'C' || user.type == 'K';
        const bool needs_login = user.authentication == AuthenticationType::instance ||
                                 user.authentication == AuthenticationType::windows ||
                                 user.authentication == AuthenticationType::external;
        const ServerPrincipal* login = known ? find_login(user.sid) : nullptr;
        // Of certificates most users have no login: they carry permissions of signed code.
        if (user.sid.empty() || (certificate ? login == nullptr : !needs_login)) continue;
        if (login == nullptr && known && user.type == 'S') {
            orphan(database, user);
            continue;
        }
        LoginNeed& out = need(user.sid, user.name, user.type);
        out.users.push_back({labels_[database], user.name});
        edge(node("login", out.name, out.kind), database_node(database), "user", user.name);
    }
}

void ViewBuilder::orphan(size_t database, const UserFacts& user) {
    OrphanedUser out{labels_[database], user.name, "SQL user", hex_text(user.sid), {}, {}};
    const std::string name = bracketed_name(user.name);
    const auto same_name =
        std::find_if(instance_->principals.begin(), instance_->principals.end(),
                     [&](const ServerPrincipal& one) {
                         return one.type == 'S' && ascii_iequals(one.name, user.name);
                     });
    if (same_name != instance_->principals.end()) {
        out.reason = "a login of that name has another SID";
        out.fix =
            fmt::format("ALTER USER {} WITH LOGIN = {};", name, bracketed_name(same_name->name));
    } else {
        out.reason = "no login has its SID";
        out.fix =
            fmt::format("CREATE LOGIN {} WITH PASSWORD = N'PASSWORD', SID = {};", name, out.sid);
    }
    out_.orphaned_users.push_back(std::move(out));
}

void ViewBuilder::finish_logins() {
    if (instance_ != nullptr) {
        for (const AgentJob& job : instance_->agent.jobs) {
            const auto found = logins_.find(job.owner_sid);
            if (found != logins_.end()) found->second.jobs.push_back(job.name);
        }
    }
    for (auto& [sid, login] : logins_) {
        const size_t home = login.default_database.empty()
                                ? k_none
                                : find_database(login.default_database, inputs_.server);
        if (home != k_none && login.known) {
            edge(node("login", login.name, login.kind), database_node(home), "default database");
        }
        out_.logins.push_back(std::move(login));
    }
    std::stable_sort(out_.logins.begin(), out_.logins.end(),
                     [](const LoginNeed& a, const LoginNeed& b) {
                         return ascii_lower(a.name) < ascii_lower(b.name);
                     });
}

}  // namespace gantry::assess
