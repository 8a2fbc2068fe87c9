// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/surveycache.h"

#include "server/api/views.h"
#include "server/http/requesthead.h"

#include <QCryptographicHash>

namespace remirai {

CachedSurvey prepareSurvey(const SurveyId &id, const QuestionSet &questions)
{
    CachedSurvey survey;
    survey.questions = &questions;
    const QByteArray body = toJson(questionsView(id, questions));
    survey.etag = '"' + QCryptographicHash::hash(body, QCryptographicHash::Sha256).left(12).toHex() + '"';
    survey.found = Response::json(body);
    survey.notModified = Response(304);
    for (Response *response : {&survey.found, &survey.notModified}) {
        response->addHeader("ETag", survey.etag);
        response->addHeader("Cache-Control", "public, max-age=31536000, immutable");
    }
    return survey;
}

bool matchesEtag(QByteArrayView ifNoneMatch, QByteArrayView etag)
{
    while (!ifNoneMatch.isEmpty()) {
        const qsizetype end = ifNoneMatch.indexOf(',');
        QByteArrayView entry = trimmedBlanks(end < 0 ? ifNoneMatch : ifNoneMatch.first(end));
        ifNoneMatch = end < 0 ? QByteArrayView() : ifNoneMatch.sliced(end + 1);
        if (entry.startsWith("W/"))
            entry = entry.sliced(2);
        if (entry == etag || entry == QByteArrayView("*"))
            return true;
    }
    return false;
}

} // namespace remirai
