// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QtConcurrent>
#include <type_traits>

namespace remirai::ui {

// `work` on a thread of the pool, then `arrived` with its value in the context's thread, while the context lives. What
// `work` refers to must live until the pool is done.
template <typename Work, typename Arrived>
void inBackground(QThreadPool &pool, QObject *context, Work work, Arrived arrived)
{
    auto *watcher = new QFutureWatcher<std::invoke_result_t<Work>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, arrived = std::move(arrived)] {
        watcher->deleteLater();
        arrived(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run(&pool, std::move(work)));
}

} // namespace remirai::ui
