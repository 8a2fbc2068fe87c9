// SPDX-License-Identifier: GPL-3.0-or-later
// How long the local models take: CPU milliseconds per portrait and per persona text, bytes per PNG; medians over
// rounds. With a folder as argument the first portraits are written there.
#include "core/providers/local/localmodels.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace remirai;

namespace {

constexpr int kPersonas = 200;
constexpr int kRounds = 15;

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <typename T> T median(std::vector<T> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

AnswerSummary summaryOf(int i)
{
    static const QStringList humors{QStringLiteral("dry and deadpan"),    QStringLiteral("silly, always making faces"),
                                    QStringLiteral("sarcastic but kind"), QStringLiteral("tells long stories"),
                                    QStringLiteral("terrible puns"),      QStringLiteral("weird memes"),
                                    QStringLiteral("playful pranks")};
    static const QStringList strikings{QStringLiteral("plays the guitar and sings"),
                                       QStringLiteral("reads a book a day"),
                                       QStringLiteral("rescues every dog"),
                                       QStringLiteral("bakes bread for everybody"),
                                       QStringLiteral("runs marathons"),
                                       QStringLiteral("a huge warm smile"),
                                       QStringLiteral("paints on every wall"),
                                       QStringLiteral("knows all the plants of the forest"),
                                       QStringLiteral("codes at night"),
                                       QStringLiteral("travels with one bag"),
                                       QStringLiteral("loyal friend")};
    AnswerSummary summary{3 + i % 4, {}};
    summary.questions.push_back({QStringLiteral("q1"),
                                 QStringLiteral("How would you describe their sense of humor?"),
                                 {},
                                 {humors[i % humors.size()]}});
    summary.questions.push_back({QStringLiteral("q2"),
                                 {},
                                 {{QStringLiteral("Calm"), i % 4 == 0 ? 3 : 0},
                                  {QStringLiteral("Anxious"), i % 4 == 1 ? 3 : 0},
                                  {QStringLiteral("Energetic"), i % 4 == 2 ? 3 : 1},
                                  {QStringLiteral("Withdrawn"), i % 4 == 3 ? 3 : 0}},
                                 {}});
    summary.questions.push_back({QStringLiteral("q3"),
                                 {},
                                 {{QStringLiteral("Very Introverted"), i % 5 == 0},
                                  {QStringLiteral("Introverted"), i % 5 == 1},
                                  {QStringLiteral("Extroverted"), i % 5 == 2},
                                  {QStringLiteral("Very Extroverted"), i % 5 > 2}},
                                 {}});
    summary.questions.push_back({QStringLiteral("q4"),
                                 QStringLiteral("What's the most striking thing about them?"),
                                 {},
                                 {strikings[i % strikings.size()], QStringLiteral("number %1").arg(i)}});
    return summary;
}

} // namespace

int main(int argc, char **argv)
{
    LocalLanguageModel language;
    LocalImageModel image;
    const CallContext context;
    std::vector<double> textMs;
    std::vector<double> paintMs;
    std::vector<qsizetype> sizes;
    for (int round = 0; round < kRounds; ++round) {
        QStringList prompts;
        double start = cpuMs();
        for (int i = 0; i < kPersonas; ++i)
            prompts.append(*language.synthesize(summaryOf(i), context));
        textMs.push_back((cpuMs() - start) / kPersonas);
        start = cpuMs();
        for (int i = 0; i < kPersonas; ++i) {
            const QByteArray png = *image.paint(prompts[i], context);
            if (round == 0)
                sizes.push_back(png.size());
            if (round == 0 && argc > 1 && i < 24) {
                QFile file(QDir(QString::fromLocal8Bit(argv[1]))
                               .filePath(QStringLiteral("portrait%1.png").arg(i, 2, 10, QLatin1Char('0'))));
                if (file.open(QIODevice::WriteOnly))
                    file.write(png);
            }
        }
        paintMs.push_back((cpuMs() - start) / kPersonas);
    }
    std::printf("persona text  %.3f ms\nportrait      %.3f ms (best %.3f)\nPNG           %lld bytes (largest %lld)\n",
                median(textMs), median(paintMs), *std::min_element(paintMs.begin(), paintMs.end()),
                static_cast<long long>(median(sizes)),
                static_cast<long long>(*std::max_element(sizes.begin(), sizes.end())));
    return 0;
}
