// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/texts.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace remirai {

Result<Texts> Texts::load(const QString &file)
{
    QFile source(file);
    QJsonParseError problem;
    const bool opened = source.open(QIODevice::ReadOnly);
    const QJsonObject object = QJsonDocument::fromJson(opened ? source.readAll() : QByteArray(), &problem).object();
    if (!opened || problem.error != QJsonParseError::NoError)
        return Error{ErrorCode::Internal, QStringLiteral("%1: %2").arg(file, problem.errorString()), {}};
    Texts texts;
    for (auto it = object.begin(); it != object.end(); ++it)
        texts.m_texts.insert(it.key(), it.value().toString());
    return texts;
}

const QString &Texts::operator()(const QString &key) const
{
    const auto found = m_texts.constFind(key);
    if (found == m_texts.constEnd())
        qFatal("the pages have no text '%s'", qPrintable(key));
    return *found;
}

QString Texts::operator()(const QString &key, Values values) const
{
    QString text = (*this)(key);
    for (const auto &[name, value] : values)
        text.replace(QString(u'{' + name + u'}'), value);
    return text;
}

QString Texts::counted(const QString &key, qint64 n) const
{
    const QString form = key + (n == 1 ? QStringLiteral(".one") : QStringLiteral(".other"));
    return (*this)(form, {{QStringLiteral("n"), QString::number(n)}});
}

} // namespace remirai
