// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/checker.h"

#include "tests/architecture/rules.h"
#include "tests/architecture/sourcetext.h"
#include "tests/architecture/structure.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>

namespace remirai::architecture {

using namespace Qt::StringLiterals;

namespace {

using Findings = std::vector<Finding>;

bool isCpp(const QString &path)
{
    return path.endsWith(u".h"_s) || path.endsWith(u".cpp"_s);
}

// The target of an #include with its brackets, empty on other lines.
QString includeOf(const QString &line)
{
    static const QRegularExpression include(uR"(^\s*#\s*include\s*(<[^>]+>|"[^"]+"))"_s);
    return include.match(line).captured(1);
}

const Layer *layerOf(const QString &path)
{
    const Layer *best = nullptr;
    for (const Layer &layer : layers()) {
        if (liesIn(path, layer.folder) && (!best || layer.folder.size() > best->folder.size()))
            best = &layer;
    }
    return best;
}

void checkArrow(const QString &path, int line, const QString &target, Findings &findings)
{
    const Layer *from = layerOf(path);
    if (!from || !target.startsWith(u'"') || target.endsWith(u".moc\""_s))
        return;
    const QString included = target.sliced(1, target.size() - 2);
    if (!liesInAny(included, allFolders())) {
        findings.push_back(
            {path, line, u"include-path"_s, u"name "_s + included + u" from the root: #include \"core/…\""_s});
        return;
    }
    if (liesIn(included, from->folder) || liesInAny(included, from->mayInclude))
        return;
    const QString allowed = from->mayInclude.isEmpty() ? u"nothing of ours"_s : from->mayInclude.join(u", "_s);
    findings.push_back({path, line, u"layer"_s,
                        from->folder + u" may not include "_s + included + u"; it may include "_s + allowed
                            + u": move what both need down, or pass a value or a callback in"_s});
}

void checkPatterns(const QString &path, const SourceText &source, Findings &findings)
{
    for (const PatternRule &rule : patternRules()) {
        if (!liesInAny(path, rule.appliesTo) || liesInAny(path, rule.except))
            continue;
        const QRegularExpression pattern(rule.pattern);
        for (qsizetype i = 0; i < source.raw.size(); ++i) {
            const QString include = includeOf(source.uncommented.at(i));
            QString subject;
            switch (rule.where) {
            case Where::Code:
                subject = include.isEmpty() ? source.code.at(i) : QString();
                break;
            case Where::Include:
                subject = include;
                break;
            case Where::Raw:
                subject = source.raw.at(i);
                break;
            }
            if (pattern.match(subject).hasMatch())
                findings.push_back({path, static_cast<int>(i) + 1, rule.name, rule.advice});
        }
    }
}

bool givesReason(const QStringList &raw, qsizetype index)
{
    static const QRegularExpression reason(uR"(^\s*//\s*long:\s*\S+)"_s);
    return index >= 0 && index < raw.size() && reason.match(raw.at(index)).hasMatch();
}

void checkLength(const QString &path, const SourceText &source, Findings &findings)
{
    if (!liesInAny(path, productFolders()))
        return;
    const auto lines = static_cast<int>(source.raw.size()) - (source.raw.constLast().isEmpty() ? 1 : 0);
    if (lines > kMaxFileLines && !givesReason(source.raw, 1) && !givesReason(source.raw, 2)) {
        findings.push_back({path, lines, u"long-file"_s,
                            u"%1 lines, at most %2: split it by what it is about, or say why not in "
                            "`// long: reason` below the licence line"_s.arg(lines)
                                .arg(kMaxFileLines)});
    }
    for (const FunctionSpan &function : findFunctions(source)) {
        if (function.lineCount() <= kMaxFunctionLines || givesReason(source.raw, function.firstLine - 2))
            continue;
        findings.push_back({path, function.firstLine, u"long-function"_s,
                            u"%1 lines, at most %2: name its parts as functions, or say why not in "
                            "`// long: reason` on the line above"_s.arg(function.lineCount())
                                .arg(kMaxFunctionLines)});
    }
}

void checkNames(const QString &path, Findings &findings)
{
    static const QRegularExpression vague(uR"((utils?|common|helpers?|managers?|misc)$)"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    for (const QString &part : path.split(u'/')) {
        if (vague.match(part.section(u'.', 0, 0)).hasMatch()) {
            findings.push_back(
                {path, 1, u"vague-name"_s, u"\"%1\" says nothing: name it after what it holds"_s.arg(part)});
            return;
        }
    }
}

void checkLicence(const QString &path, const QStringList &raw, Findings &findings)
{
    const auto end = raw.begin() + qMin<qsizetype>(raw.size(), 3);
    if (std::any_of(raw.begin(), end,
                    [](const QString &line) { return line.contains(u"SPDX-License-Identifier: GPL-3.0-or-later"_s); }))
        return;
    findings.push_back({path, 1, u"licence"_s, u"begin with: SPDX-License-Identifier: GPL-3.0-or-later"_s});
}

} // namespace

QString Finding::toString() const
{
    return u"%1:%2: %3 [%4]"_s.arg(file).arg(line).arg(advice, rule);
}

std::vector<Finding> checkFile(const QString &path, const QString &text)
{
    Findings findings;
    const SourceText source = readSource(text);
    checkLicence(path, source.raw, findings);
    checkNames(path, findings);
    if (!isCpp(path))
        return findings;
    for (qsizetype i = 0; i < source.uncommented.size(); ++i)
        checkArrow(path, static_cast<int>(i) + 1, includeOf(source.uncommented.at(i)), findings);
    checkPatterns(path, source, findings);
    checkLength(path, source, findings);
    if (liesInAny(path, productFolders())) {
        for (const int line : findDefaultsOverEnums(source)) {
            findings.push_back({path, line, u"default-over-enum"_s,
                                u"name every enumerator, so that the compiler finds this switch when one is added"_s});
        }
    }
    return findings;
}

QStringList sourceFiles(const QString &root)
{
    QStringList files;
    QStringList folders = allFolders();
    folders << u"scripts"_s << u"cmake"_s << u".ci"_s;
    for (const QString &folder : folders) {
        QDirIterator walk(root + u'/' + folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            const QString path = walk.next().sliced(root.size() + 1);
            const bool script = folder == u"scripts"_s || folder == u".ci"_s;
            if (script || isCpp(path) || path.endsWith(u".cmake"_s) || path.endsWith(u"CMakeLists.txt"_s))
                files << path;
        }
    }
    files.sort();
    return files;
}

} // namespace remirai::architecture
