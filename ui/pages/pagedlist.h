// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/client/session.h"
#include "ui/models/tablemodel.h"

namespace remirai::ui {

// A list of the server's, loaded by its cursors into a model as views are scrolled. An answer to an older question
// (another filter meanwhile) is dropped.
template <typename Row> class PagedList
{
public:
    using Path = std::function<QString(const QString &cursor)>;
    // `told` comes after each page, with the error when there was one.
    PagedList(Session &session, QObject *owner, Columns<Row> columns, ApiClient::Decode<Page<Row>> decode, Path path,
              std::function<void(const Error *)> told)
        : m_session(session)
        , m_owner(owner)
        , m_decode(decode)
        , m_path(std::move(path))
        , m_told(std::move(told))
        , m_model(new PagedModel<Row>(
              std::move(columns), [this](const QString &cursor) { load(cursor); }, owner))
    { }
    PagedList(const PagedList &) = delete;
    PagedList &operator=(const PagedList &) = delete;

    PagedModel<Row> *model() { return m_model; }
    void reload()
    {
        m_question.drop();
        m_model->restart();
    }
    void forget()
    {
        m_question.drop();
        m_model->clear();
    }

private:
    void load(const QString &cursor)
    {
        m_session.client().template get<Page<Row>>(m_path(cursor), m_owner, m_decode,
                                                   [this, question = m_question.ask()](Result<Page<Row>> &&page) {
                                                       if (!m_question.close(question))
                                                           return;
                                                       if (page)
                                                           m_model->add(std::move(page->rows), page->nextCursor);
                                                       else
                                                           m_model->failed();
                                                       m_told(page ? nullptr : &page.error());
                                                   });
    }

    Session &m_session;
    QObject *const m_owner;
    const ApiClient::Decode<Page<Row>> m_decode;
    const Path m_path;
    const std::function<void(const Error *)> m_told;
    PagedModel<Row> *m_model; // of m_owner
    Question m_question;
};

} // namespace remirai::ui
