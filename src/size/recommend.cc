#include "size/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "size/throttling.h"

namespace gantry::size {
namespace {

template <class T>
bool wanted(const std::vector<T>& only, T value) {
    return only.empty() || std::find(only.begin(), only.end(), value) != only.end();
}

// Whatever the windows say, these limits cannot be passed for a while.
bool is_of_rate(Resource resource) {
    return resource == Resource::cpu || resource == Resource::memory ||
           resource == Resource::iops || resource == Resource::throughput ||
           resource == Resource::log_rate;
}

class Chooser {
  public:
    Chooser(const Aggregated& workload, const RecommendOptions& options, double factor)
        : workload_(workload), options_(options) {
        out_.factor = factor;
        out_.need = scaled(workload.need, factor);
    }

    Choice run() {
        for_each_offer([this](const std::vector<Sku>& skus) { add_best_of(skus); });
        rank();
        add_neighbours();
        return std::move(out_);
    }

    // The cheapest whose windows over any limit are few enough.
    std::optional<Candidate> by_time_series() {
        std::optional<Candidate> best;
        if (workload_.windows.empty()) return best;
        const double most = 100 - workload_.need.percentile;
        for_each_offer([&](const std::vector<Sku>& skus) {
            for (const Sku& sku : skus) {
                Candidate candidate = make(sku);
                const bool holds = std::all_of(
                    candidate.fit.checks.begin(), candidate.fit.checks.end(),
                    [](const Check& check) { return check.fits || is_of_rate(check.resource); });
                if (!holds || candidate.throttling.any.value_or(0) > most) continue;
                if (!best || cheaper(candidate, *best)) best = std::move(candidate);
            }
        });
        if (best) best->ranking = 0;
        return best;
    }

  private:
    template <class Visit>
    void for_each_offer(Visit&& visit) const {
        for (Tier tier : k_tiers) {
            if (!wanted(options_.tiers, tier)) continue;
            for (Hardware hardware : k_hardware) {
                if (wanted(options_.hardware, hardware)) visit(skus_of(tier, hardware));
            }
        }
    }

    Candidate make(const Sku& sku) const {
        Candidate out;
        out.fit = fit(sku, out_.need);
        out.cost = cost_of(options_.cost, sku, out.fit.storage_gb, out.fit.iops_bought);
        out.throttling = throttling_of(out.fit, workload_.windows, out_.factor);
        return out;
    }

    // Of one cost: what needs no work on files, less storage, the simpler tier and hardware.
    static auto order(const Candidate& one) {
        return std::make_tuple(one.cost.total(), one.fit.file_changes.size(), one.fit.storage_gb,
                               one.fit.sku.tier, one.fit.sku.hardware, one.fit.sku.vcores,
                               one.fit.sku.memory_gb);
    }
    static bool cheaper(const Candidate& a, const Candidate& b) { return order(a) < order(b); }

    // The cheapest size that fits; when none does the largest, which says why.
    void add_best_of(const std::vector<Sku>& skus) {
        std::optional<Candidate> best;
        for (const Sku& sku : skus) {
            Candidate candidate = make(sku);
            if (candidate.fit.fits() && (!best || cheaper(candidate, *best))) {
                best = std::move(candidate);
            }
        }
        if (best) best->ranking = 0;
        if (!best) best = make(skus.back());
        out_.candidates.push_back(std::move(*best));
    }

    void rank() {
        std::stable_sort(out_.candidates.begin(), out_.candidates.end(),
                         [](const Candidate& a, const Candidate& b) {
                             if (a.ranking != b.ranking) return a.ranking > b.ranking;
                             return a.ranking == 0 && cheaper(a, b);
                         });
        int ranking = 0;
        for (Candidate& candidate : out_.candidates) {
            if (candidate.ranking == 0) candidate.ranking = ranking++;
            give_reasons(candidate);
        }
    }

    void give_reasons(Candidate& candidate) const {
        for (const Check& check : candidate.fit.checks) {
            if (check.fits) {
                candidate.positive.push_back(check.sentence);
                if (!check.caution.empty()) {
                    candidate.negative.push_back(
                        fmt::format("{}: {}", resource_name(check.resource), check.caution));
                }
            } else {
                candidate.negative.push_back(check.sentence);
            }
        }
        if (candidate.fit.sku.tier == Tier::business_critical) {
            candidate.positive.push_back("one readable replica is included");
        }
        if (candidate.ranking < 0) return;
        if (!workload_.missing.empty()) {
            candidate.negative.push_back(
                fmt::format("not known, and without part in this choice: {}",
                            fmt::join(workload_.missing, ", ")));
        }
        const std::string& unit = options_.cost.unit;
        const double cost = candidate.cost.total();
        if (candidate.ranking == 0) {
            candidate.positive.push_back(
                fmt::format("the cheapest of the {} that fit: relative cost {:.0f} {}",
                            std::count_if(out_.candidates.begin(), out_.candidates.end(),
                                          [](const Candidate& one) { return one.ranking >= 0; }),
                            cost, unit));
        } else if (const double least = out_.candidates[0].cost.total(); cost > least) {
            candidate.negative.push_back(
                fmt::format("relative cost {:.0f} {} against {:.0f} of the cheapest that fits",
                            cost, unit, least));
        } else {
            candidate.negative.push_back(fmt::format(
                "of the same relative cost, {:.0f} {}, and after the first in order of files to "
                "change, storage, tier and hardware",
                cost, unit));
        }
    }

    void add_neighbours() {
        const Candidate* best = out_.best();
        if (best == nullptr) return;
        const std::vector<Sku> skus = skus_of(best->fit.sku.tier, best->fit.sku.hardware);
        const auto at = std::find(skus.begin(), skus.end(), best->fit.sku);
        if (at == skus.end()) return;
        if (at != skus.begin()) out_.smaller = make(at[-1]);
        const auto next = std::find_if(
            at, skus.end(), [&](const Sku& sku) { return sku.vcores > best->fit.sku.vcores; });
        if (next != skus.end()) out_.larger = make(*next);
        for (auto* neighbour : {&out_.smaller, &out_.larger}) {
            if (!*neighbour) continue;
            for (const Check& check : (*neighbour)->fit.checks)
                (check.fits ? (*neighbour)->positive : (*neighbour)->negative)
                    .push_back(check.sentence);
        }
    }

    const Aggregated& workload_;
    const RecommendOptions& options_;
    Choice out_;
};

// What is left to do when nothing fits: the limits that no size passes.
void advise(const Choice& choice, std::vector<std::string>& advice) {
    if (choice.best() != nullptr || choice.candidates.empty()) return;
    const double databases = double(choice.need.user_databases());
    const int most = databases_max(Tier::next_gen_general_purpose);
    if (databases > most) {
        advice.push_back(fmt::format(
            "{:.0f} databases take {:.0f} instances of {} databases, or several of fewer",
            databases, std::ceil(databases / most), most));
    }
    advice.push_back(
        "no size fits: move some databases to another instance (--exclude-database), or "
        "consider SQL Server on a virtual machine");
}

}  // namespace

Recommendation recommend(const Aggregated& workload, const RecommendOptions& options) {
    Recommendation out;
    const double factor = options.scaling_percent / 100;
    Chooser baseline(workload, options, factor);
    out.time_series = Chooser(workload, options, factor).by_time_series();
    out.baseline = baseline.run();
    out.headroom = Chooser(workload, options, factor * (1 + options.headroom_percent / 100)).run();
    advise(out.baseline, out.advice);
    return out;
}

std::string candidate_text(const Candidate& candidate) {
    const Sku& sku = candidate.fit.sku;
    return fmt::format("{}, {}, {} vCores, {:.1f} GB of memory, {:.0f} GB of storage",
                       tier_title(sku.tier), hardware_title(sku.hardware), sku.vcores,
                       sku.memory_gb, candidate.fit.storage_gb);
}

}  // namespace gantry::size
