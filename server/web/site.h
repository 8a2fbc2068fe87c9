// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"
#include "server/web/template.h"

#include <map>

namespace remirai {

// A file that pages refer to, its answers ready to send.
struct Asset
{
    Response plain;
    Response packed; // gzip, or the same as plain when that is no smaller
};

// How a document is named and introduced.
struct Document
{
    QString title;
    Html main;
    Html head = {}; // more of <head>
    Html nav = {}; // at the right of the top bar
    QString script = {}; // the module it starts ("me.js"), none when empty
};

// A whole page with both of its encodings: made once, sent often.
struct PageBytes
{
    QByteArray plain;
    QByteArray packed;
};

// Everything the pages are made of: templates, texts and assets from the resources, loaded once at start. Immutable;
// any thread.
class Site
{
public:
    static Result<Site> load();

    const Texts &texts() const { return m_texts; }
    // A part by its name; an unknown one is a programming error and ends the process.
    const Template &part(const QString &name) const;
    // "/assets/<version>/<name>": the version is made from the content of all assets, so it may be kept for ever.
    QString address(const QString &asset) const;
    const QByteArray &version() const { return m_version; }
    const Asset *findAsset(const QByteArray &name) const;

    // The whole document around a page's main part.
    Html document(const Document &document) const;

    // The answer with the headers that every page has. `acceptEncoding` is the request's.
    Response page(int status, const Document &document, QByteArrayView acceptEncoding) const;
    PageBytes prepare(const Document &document) const;
    static Response pageFrom(int status, const PageBytes &bytes, QByteArrayView acceptEncoding);
    // A part of a page, for a script that is on the page already.
    static Response fragment(const Html &html, QByteArrayView acceptEncoding);
    // A short message with a way on.
    struct Notice
    {
        QString title;
        QString text;
        QString linkText = {};
        QString link = {};
    };
    Response notice(int status, const Notice &notice, QByteArrayView acceptEncoding) const;

private:
    Status loadParts();
    Status loadAssets();

    Texts m_texts;
    std::map<QString, Template> m_parts;
    std::map<QByteArray, Asset> m_assets;
    QByteArray m_version;
};

} // namespace remirai
