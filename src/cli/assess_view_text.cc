#include "cli/assess_view_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/text_table.h"

namespace gantry::cli {
namespace {

using namespace assess;

constexpr size_t k_shown = 5;

std::string joined(const std::vector<std::string>& names, std::string_view between,
                   size_t limit = size_t(-1)) {
    std::string out;
    for (size_t i = 0; i < names.size() && i < limit; ++i) {
        if (i > 0) out += between;
        out += printable(names[i]);
    }
    if (names.size() > limit) out += fmt::format(" and {} more", names.size() - limit);
    return out;
}

class ViewText {
  public:
    ViewText(const Report& report, bool all) : report_(report), view_(report.view), all_(all) {}

    std::string text() {
        groups();
        missing();
        orphans();
        logins();
        features();
        methods();
        for (const std::string& note : view_.notes)
            out_ += fmt::format("  note: {}\n", printable(note));
        if (!out_.empty()) out_ = "instance view\n" + out_ + "\n";
        return std::move(out_);
    }

  private:
    size_t shown(size_t count) const { return all_ ? count : std::min(count, k_shown); }
    void more(size_t count) {
        if (shown(count) < count) {
            out_ += fmt::format("      and {} more (--all shows them)\n", count - shown(count));
        }
    }

    void groups() {
        size_t alone = 0;
        for (const ViewGroup& group : view_.groups) {
            if (group.databases.size() == 1) {
                ++alone;
                continue;
            }
            out_ +=
                fmt::format("  move together, in this order: {}\n", joined(group.databases, ", "));
            for (size_t i = 0; i < shown(group.reasons.size()); ++i)
                out_ += fmt::format("      {}\n", printable(group.reasons[i]));
            more(group.reasons.size());
            for (const auto& cycle : group.cycles) {
                out_ += fmt::format("      in a ring, at the same time: {}\n", joined(cycle, ", "));
            }
        }
        if (alone > 0 && view_.groups.size() > 1) {
            out_ += fmt::format("  on their own: {} {}\n", alone,
                                alone == 1 ? "database" : "databases");
        }
    }

    void missing() {
        for (const MissingDatabase& one : view_.missing_databases) {
            out_ += fmt::format("  missing database {}: {}; used by {}\n", printable(one.name),
                                one.reason, joined(one.used_by, ", ", all_ ? size_t(-1) : 3));
        }
    }

    void orphans() {
        if (view_.orphaned_users.empty()) return;
        out_ += fmt::format("  orphaned users: {}\n", view_.orphaned_users.size());
        for (size_t i = 0; i < shown(view_.orphaned_users.size()); ++i) {
            const OrphanedUser& one = view_.orphaned_users[i];
            out_ += fmt::format("      {} in {}: {}\n          {}\n", printable(one.user),
                                printable(one.database), one.reason, printable(one.fix));
        }
        more(view_.orphaned_users.size());
    }

    void logins() {
        std::vector<const LoginNeed*> needed;
        for (const LoginNeed& one : view_.logins) {
            if (!one.users.empty()) needed.push_back(&one);
        }
        if (needed.empty()) return;
        out_ += fmt::format("  logins that databases need: {}\n", needed.size());
        for (size_t i = 0; i < shown(needed.size()); ++i) {
            std::vector<std::string> databases;
            for (const DatabaseUser& user : needed[i]->users)
                databases.push_back(user.database);
            out_ += fmt::format("      {} ({}{}): {}\n", printable(needed[i]->name),
                                needed[i]->kind, needed[i]->disabled ? ", disabled" : "",
                                joined(databases, ", ", all_ ? size_t(-1) : k_shown));
        }
        more(needed.size());
    }

    void features() {
        std::vector<std::pair<std::string, std::vector<std::string>>> kinds;
        for (const OutsideFeature& one : view_.outside_features) {
            auto found = std::find_if(kinds.begin(), kinds.end(),
                                      [&](const auto& kind) { return kind.first == one.kind; });
            if (found == kinds.end()) found = kinds.insert(kinds.end(), {one.kind, {}});
            found->second.push_back(one.name);
        }
        if (kinds.empty()) return;
        out_ += "  used outside databases, in none of their backups\n";
        for (const auto& [kind, names] : kinds) {
            out_ += fmt::format("      {} ({}): {}\n", kind, names.size(),
                                joined(names, ", ", all_ ? size_t(-1) : 8));
        }
    }

    static std::string minutes(const ModeAdvice* mode) {
        if (mode == nullptr || !mode->possible) return "no";
        if (mode->downtime_minutes <= 0) return "?";
        if (mode->downtime_minutes < 120) {
            return fmt::format("{:.0f} min", std::max(1.0, mode->downtime_minutes));
        }
        return fmt::format("{:.1f} h", mode->downtime_minutes / 60);
    }

    void methods() {
        TextTable table(
            {"database", "from", "way in", ">stripes", ">downtime", ">online", "other target"});
        size_t count = 0;
        for (const Subject& subject : report_.subjects) {
            if (subject.kind != "database") continue;
            if (++count > 20 && !all_) continue;
            const MethodAdvice advice = advise_method(subject.method, report_.target);
            const auto other = advise_alternative(subject);
            const ModeAdvice* shortest =
                advice.mode(report_.target == Target::gantry ? Mode::differential : Mode::online);
            table.add({subject.name,
                       advice.source.version ? advice.source.version->name : "unknown",
                       std::string(way_id(advice.way)), std::to_string(advice.shape.stripes),
                       minutes(advice.mode(Mode::offline)), minutes(shortest),
                       other ? other->target : ""});
        }
        if (table.empty()) return;
        out_ +=
            "  how they move (gantry guide VERSION prints the statements; speeds are "
            "assumed)\n";
        out_ += table.text(6);
        if (count > 20 && !all_) {
            out_ += fmt::format("      and {} more (--all shows them)\n", count - 20);
        }
    }

    const Report& report_;
    const InstanceView& view_;
    bool all_;
    std::string out_;
};

}  // namespace

std::string instance_view_text(const Report& report, bool all) {
    return ViewText(report, all).text();
}

}  // namespace gantry::cli
