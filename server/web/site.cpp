// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/site.h"

#include "server/web/gzip.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

static void initWebResources() // Q_INIT_RESOURCE must stand outside any namespace
{
    Q_INIT_RESOURCE(web);
}

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBest = 9; // once at start
constexpr int kQuick = 3; // for each answer

// Nothing but our own files, and no script or style inside the page: markup that slipped in could do nothing.
constexpr QByteArrayView kPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

QByteArray typeOf(const QString &name)
{
    if (name.endsWith(u".css"))
        return "text/css; charset=utf-8";
    if (name.endsWith(u".js"))
        return "text/javascript; charset=utf-8";
    return name.endsWith(u".svg") ? "image/svg+xml" : "image/png";
}

Result<QByteArray> contentOf(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Internal, u"cannot read %1"_s.arg(file), {}};
    return source.readAll();
}

Response encoded(int status, const QByteArray &type, const QByteArray &bytes, bool isPacked)
{
    Response response(status, type, bytes);
    response.addHeader("Vary", "Accept-Encoding");
    if (isPacked)
        response.addHeader("Content-Encoding", "gzip");
    return response;
}

void addPageHeaders(Response &response)
{
    response.addHeader("Content-Security-Policy", kPolicy);
    response.addHeader("Referrer-Policy", "same-origin"); // with less, forms would not say where they come from
    response.addHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    response.addHeader("Cross-Origin-Opener-Policy", "same-origin");
}

} // namespace

Result<Site> Site::load()
{
    initWebResources();
    Site site;
    auto texts = Texts::load(u":/web/texts/en.json"_s);
    if (!texts)
        return texts.error();
    site.m_texts = std::move(*texts);
    if (const Status loaded = site.loadAssets(); !loaded)
        return loaded.error();
    if (const Status loaded = site.loadParts(); !loaded)
        return loaded.error();
    return site;
}

Status Site::loadParts()
{
    const QDir folder(u":/web/pages"_s);
    for (const QString &name : folder.entryList({u"*.html"_s}, QDir::Files)) {
        const auto source = contentOf(folder.filePath(name));
        if (!source)
            return source.error();
        auto part = Template::parse(QString::fromUtf8(*source).trimmed(), m_texts);
        if (!part)
            return Error{ErrorCode::Internal, name + u": "_s + part.error().message, {}};
        m_parts.emplace(name.chopped(5), std::move(*part));
    }
    return {};
}

Status Site::loadAssets()
{
    const QDir folder(u":/web/assets"_s);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const QStringList names = folder.entryList(QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const auto bytes = contentOf(folder.filePath(name));
        if (!bytes)
            return bytes.error();
        hash.addData(*bytes);
        const QByteArray packed = gzip(*bytes, kBest);
        const bool gains = packed.size() < bytes->size() * 9 / 10;
        m_assets.emplace(name.toLatin1(),
                         Asset{encoded(200, typeOf(name), *bytes, false),
                               encoded(200, typeOf(name), gains ? packed : *bytes, gains)});
    }
    m_version = hash.result().toHex().left(16);
    return {};
}

const Template &Site::part(const QString &name) const
{
    const auto found = m_parts.find(name);
    if (found == m_parts.end())
        qFatal("the pages have no part '%s'", qPrintable(name));
    return found->second;
}

QString Site::address(const QString &asset) const
{
    return u"/assets/"_s + QString::fromLatin1(m_version) + u'/' + asset;
}

const Asset *Site::findAsset(const QByteArray &name) const
{
    const auto found = m_assets.find(name);
    return found == m_assets.end() ? nullptr : &found->second;
}

Html Site::document(const Document &document) const
{
    Html head = document.head;
    if (!document.script.isEmpty())
        head += Html::markup(u"<script type=\"module\" src=\"%1\"></script>"_s.arg(address(document.script)));
    return part(u"layout"_s)
        .fill({{"title", Html::text(document.title)},
               {"style", Html::text(address(u"style.css"_s))},
               {"icon", Html::text(address(u"icon.svg"_s))},
               {"head", head},
               {"nav", document.nav},
               {"main", document.main}});
}

Response Site::page(int status, const Document &document, QByteArrayView acceptEncoding) const
{
    const QByteArray bytes = this->document(document).string().toUtf8();
    const bool packs = acceptsGzip(acceptEncoding);
    Response response = encoded(status, "text/html; charset=utf-8", packs ? gzip(bytes, kQuick) : bytes, packs);
    addPageHeaders(response);
    return response;
}

PageBytes Site::prepare(const Document &document) const
{
    const QByteArray bytes = this->document(document).string().toUtf8();
    return {bytes, gzip(bytes, kBest)};
}

Response Site::pageFrom(int status, const PageBytes &bytes, QByteArrayView acceptEncoding)
{
    const bool packs = acceptsGzip(acceptEncoding);
    Response response = encoded(status, "text/html; charset=utf-8", packs ? bytes.packed : bytes.plain, packs);
    addPageHeaders(response);
    return response;
}

Response Site::fragment(const Html &html, QByteArrayView acceptEncoding)
{
    const QByteArray bytes = html.string().toUtf8();
    const bool packs = acceptsGzip(acceptEncoding);
    Response response = encoded(200, "text/html; charset=utf-8", packs ? gzip(bytes, kQuick) : bytes, packs);
    addPageHeaders(response); // who opens its address sees a page
    return response;
}

Response Site::notice(int status, const Notice &notice, QByteArrayView acceptEncoding) const
{
    Html link;
    if (!notice.link.isEmpty())
        link = Html::markup(u"<p><a class=\"button\" href=\"%1\">%2</a></p>"_s.arg(notice.link.toHtmlEscaped(),
                                                                                   notice.linkText.toHtmlEscaped()));
    const Html main =
        part(u"notice"_s)
            .fill({{"title", Html::text(notice.title)}, {"text", Html::text(notice.text)}, {"link", link}});
    return page(status, {notice.title, main}, acceptEncoding);
}

} // namespace remirai
