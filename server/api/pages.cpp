// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/pages.h"

#include "core/domain/answers.h"

#include <QCryptographicHash>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QString kStyle =
    u"body{font:1.05rem/1.5 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#222;background:"
    "#fff}label,legend{font-weight:600}textarea,select{width:100%;box-sizing:border-box;font:inherit;padding:.4rem;"
    "margin:.3rem 0 1.2rem}button{font:inherit;padding:.6rem 1.4rem}code{background:#eee;padding:0 .2em}"_s;

QByteArray securityPolicy()
{
    const QByteArray hash = QCryptographicHash::hash(kStyle.toUtf8(), QCryptographicHash::Sha256).toBase64();
    return "default-src 'none'; style-src 'sha256-" + hash
        + "'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

QString control(const Question &question)
{
    const QString name = question.id.toHtmlEscaped();
    const QString required = question.required ? u" required"_s : QString();
    if (question.type == QuestionType::Text)
        return u"<textarea id=\"%1\" name=\"%1\" rows=\"3\" maxlength=\"%2\"%3></textarea>"_s.arg(name)
            .arg(kMaxAnswerLength)
            .arg(required);
    QString options = u"<option value=\"\">(no answer)</option>"_s;
    for (const QString &option : question.options)
        options += u"<option>%1</option>"_s.arg(option.toHtmlEscaped());
    return u"<select id=\"%1\" name=\"%1\"%2>%3</select>"_s.arg(name, required, options);
}

} // namespace

Response page(int status, const QString &title, const QString &body)
{
    static const QByteArray policy = securityPolicy();
    const QString html =
        u"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>%1</title><style>%2</style></head><body><h1>%1</h1>"_s
            .arg(title.toHtmlEscaped(), kStyle)
        + body + u"</body></html>"_s;
    Response response = Response::html(html.toUtf8(), status);
    response.addHeader("Content-Security-Policy", policy);
    response.addHeader("Referrer-Policy", "same-origin");
    return response;
}

Response notice(int status, const QString &title, const QString &text)
{
    return page(status, title, u"<p>"_s + text.toHtmlEscaped() + u"</p>"_s);
}

QString surveyForm(const SurveyId &id, const QuestionSet &questions)
{
    QString form = u"<p>A friend asks how you see them. Answer what you like; nobody is told who said what.</p>"
                   "<form method=\"post\" action=\"/s/%1\">"_s.arg(id.toString());
    for (const Question &question : questions.questions)
        form += u"<label for=\"%1\">%2</label>"_s.arg(question.id.toHtmlEscaped(), question.text.toHtmlEscaped())
            + control(question);
    return form + u"<button>Send</button></form>"_s;
}

} // namespace remirai
