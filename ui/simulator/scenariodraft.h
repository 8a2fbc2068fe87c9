// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/scenario/scenario.h"

#include <QHash>
#include <QMap>
#include <QString>
#include <QStringList>

namespace remirai::ui {

// A value of a scenario that the form shows.
struct DraftField
{
    QString section;
    QString path; // "workers.max", as --set takes it
    QString label;
    QString help; // what it means, with an example
};
const std::vector<DraftField> &draftFields();

// A scenario that is being edited: a document, and changes on top of it, which are exactly those of `--set`.
class ScenarioDraft
{
public:
    void useShipped(const QString &name);
    // `folder` is where relative CSV files and scenarios to extend are looked for; they are read now.
    void useDocument(const QByteArray &document, const QString &source, const QString &folder);

    const QByteArray &document() const { return m_document; }
    const QString &source() const { return m_source; }
    // Replaces the text and keeps the changes. What the document has shows with the next read().
    void editDocument(const QByteArray &document);

    QString documentValue(const QString &path) const; // as the document has it; empty when it does not
    QString value(const QString &path) const; // with the changes
    void setValue(const QString &path,
                  const QString &text); // empty takes it away; the document's text undoes the change
    bool isChanged() const { return !m_changes.isEmpty(); }
    QStringList sets() const; // "path=value"

    Result<sim::Scenario> read(); // with all files that the document names: up to millions of lines
    Result<sim::Scenario> scenario() const; // the same, and the draft stays as it is
    Result<QByteArray> text() const; // the document with the changes, to be saved

private:
    QString resolved(const QString &path) const;
    const sim::Json *find(const QString &path) const;
    void flatten();

    QByteArray m_document;
    QString m_source;
    QString m_folder;
    sim::Json m_flat; // of the document alone, the last that could be read
    bool m_isStale = false; // m_flat is of an earlier document
    QMap<QString, QString> m_changes; // by resolved path
};

// The problems of an error: beside the field that each is about, or in the rest.
struct DraftProblems
{
    QHash<QString, QString> byPath; // paths of draftFields()
    QStringList others;
};
DraftProblems problemsOf(const Error &error);

} // namespace remirai::ui
