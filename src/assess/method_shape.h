#pragma once
// Stripes, transfer sizes, compression and durations of a backup that moves; private to
// method_advice. Pure.

#include "assess/method_advice.h"

namespace gantry::assess {

// What is assumed where nobody measured, in bytes a second and shares.
constexpr double k_backup_speed = 200e6, k_restore_speed = 100e6;
constexpr double k_compressed_share = 0.4, k_changed_a_day = 0.05;
constexpr double k_log_minutes = 15, k_cut_over_minutes = 5;

constexpr uint64_t k_block_blob_bytes = uint64_t{50'000} * 4194304;  // about 195 GB
constexpr uint64_t k_page_blob_bytes = uint64_t{1} << 40;            // 1 TB
constexpr int k_stripes_max = 64;

BackupShape shape_of(const MethodSource& source, Target target, WayIn way);
// Fills in the durations and their arithmetic; nothing when the size is unknown.
void estimate(const MethodSource& source, WayIn way, const BackupShape& shape, ModeAdvice& mode);

}  // namespace gantry::assess
