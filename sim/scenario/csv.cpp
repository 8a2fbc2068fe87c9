// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/csv.h"

#include <QFile>
#include <QStringList>
#include <cmath>

namespace remirai::sim {

namespace {

constexpr qint64 kLongestLine = 4'096;
constexpr int kMostLines = 2'000'000;
constexpr double kLargest = 1e12; // 30,000 years in seconds

double numberOf(const QString &field, bool &good)
{
    const double value = field.trimmed().toDouble(&good);
    good = good && std::isfinite(value) && value >= 0 && value <= kLargest; // toDouble() takes "inf" and "nan"
    return value;
}

} // namespace

Result<std::vector<std::vector<double>>> readCsv(const QString &file, int columns)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, QStringLiteral("cannot read “%1”: %2").arg(file, input.errorString()), {}};
    std::vector<std::vector<double>> rows;
    int line = 0;
    while (!input.atEnd()) {
        const QString text = QString::fromUtf8(input.readLine(kLongestLine)).trimmed();
        if (++line > kMostLines)
            return Error{
                ErrorCode::TooLarge, QStringLiteral("“%1” has more than 2,000,000 lines; thin it out").arg(file), {}};
        if (text.isEmpty() || text.startsWith(u'#'))
            continue;
        const QStringList fields = text.split(u',');
        std::vector<double> row;
        bool good = fields.size() >= columns;
        for (int i = 0; i < columns && good; ++i)
            row.push_back(numberOf(fields[i], good));
        if (!good && rows.empty() && line == 1)
            continue; // a header
        if (!good)
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("%1:%2: “%3” must be %4")
                             .arg(file)
                             .arg(line)
                             .arg(text.left(60),
                                  columns == 1 ? QStringLiteral("a number of seconds, like 12.5")
                                               : QStringLiteral("seconds and a count, like 60,125")),
                         {}};
        rows.push_back(std::move(row));
    }
    if (rows.empty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("“%1” has no rows").arg(file), {}};
    return rows;
}

} // namespace remirai::sim
