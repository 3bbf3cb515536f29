// The program `gantry`.

#include "cli/commands.h"

int main(int argc, char** argv) {
    return gantry::cli::run(argc, argv);
}
