// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/doctor.h"

#include "app/doctor/checks.h"
#include "app/text/output.h"

#include <QJsonArray>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Findings examine(const CommonOptions &common)
{
    const auto loaded = configFor(common);
    if (!loaded)
        return configMistakes(loaded.error()); // everything else would be guesswork
    Findings findings{
        {Verdict::Ok, u"configuration"_s, loaded->file.isEmpty() ? u"defaults, no remirai.toml"_s : loaded->file, {}},
        checkDataDir(loaded->dataDir)};
    const auto append = [&findings](Findings more) { findings.insert(findings.end(), more.begin(), more.end()); };
    append(checkSecrets(*loaded));
    append(checkDatabase(*loaded));
    append(checkModels(*loaded));
    append({checkListen(*loaded), checkSqs(*loaded), checkSignIn(*loaded)});
    append(checkWorkerEndpoint(*loaded));
    return findings;
}

} // namespace

CLI::App *addDoctorCommand(CLI::App &app)
{
    CLI::App *doctor = app.add_subcommand("doctor", "Check configuration, database, models and ports");
    doctor->footer("Example: remirai doctor --config remirai.toml");
    return doctor;
}

int runDoctorCommand(const CommonOptions &common)
{
    const Findings findings = examine(common);
    if (common.json) {
        QJsonArray lines;
        for (const Finding &finding : findings)
            lines.append(finding.toJson());
        printJson(QJsonObject{{u"healthy"_s, !anyFails(findings)}, {u"findings"_s, lines}});
    } else {
        printOut(reportText(findings));
    }
    return anyFails(findings) ? kExitFailed : kExitGood;
}

} // namespace remirai
