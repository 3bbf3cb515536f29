// How big a target: what `gantry size` says.

function renderSizing() {
  const sizing = object(report.sizing);
  if (Object.keys(sizing).length === 0) {
    openSection('sizing', 'Size of the target', empty('Not in this report. `gantry size` recommends a tier, cores, memory and storage from the same files, and better from performance counters.'));
    return;
  }
  openSection('sizing', 'Size of the target', anything(sizing, 'Sizing'));
}
