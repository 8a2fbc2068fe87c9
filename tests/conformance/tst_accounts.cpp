// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts of Google, which keep their subject and may change their address, on every backend.
#include "core/services/accounts.h"
#include "core/storage/eventstore.h"
#include "tests/conformance/store.h"

using namespace remirai;

class TestAccounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAccountASubject_data() { Store::addBackendRows(); }
    void oneAccountASubject();
    void anAddressThatSomebodyHas_data() { Store::addBackendRows(); }
    void anAddressThatSomebodyHas();
    void anAddressThatPassedOn_data() { Store::addBackendRows(); }
    void anAddressThatPassedOn();
    void anAccountByAddressIsTakenOver_data() { Store::addBackendRows(); }
    void anAccountByAddressIsTakenOver();
    void noAddress_data() { Store::addBackendRows(); }
    void noAddress();

private:
    Backends m_backends;
};

namespace {

User google(Store &store, const char *subject, const char *email)
{
    return store
        .write([&](Transaction &tx) {
            return signInWithGoogle(tx, QString::fromLatin1(subject), QString::fromLatin1(email),
                                    QStringLiteral("Ada"));
        })
        .value();
}

User local(Store &store, const char *email)
{
    return store.write([&](Transaction &tx) { return signIn(tx, QString::fromLatin1(email), QStringLiteral("Ada")); })
        .value();
}

QString addressOf(Store &store, UserId id)
{
    return findUser(store.reader(), id).value()->email;
}

} // namespace

void TestAccounts::oneAccountASubject()
{
    REMIRAI_OPEN_STORE(store);
    const User first = google(store, "1", "Ada@Example.org");
    QCOMPARE(first.email, QStringLiteral("ada@example.org"));
    QVERIFY(google(store, "1", "ada@example.org").id == first.id);
    QVERIFY(google(store, "2", "bob@example.org").id != first.id);
    const User moved = google(store, "1", "Ada@New.example");
    QVERIFY(moved.id == first.id);
    QCOMPARE(moved.email, QStringLiteral("ada@new.example"));
    QCOMPARE(addressOf(store, first.id), moved.email);
    QVERIFY(findUserByEmail(store.reader(), QStringLiteral("ada@example.org")).value() == std::nullopt);
    const auto events = eventsAfter(store.reader(), 0, 1'000).value();
    QCOMPARE(
        std::count_if(events.begin(), events.end(),
                      [](const StoredEvent &event) { return event.kind == QLatin1String("user.address_changed"); }),
        1);
}

// Who has it keeps it; the account that says so is let in as before.
void TestAccounts::anAddressThatSomebodyHas()
{
    REMIRAI_OPEN_STORE(store);
    const User ada = google(store, "1", "ada@example.org");
    const User bob = google(store, "2", "bob@example.org");
    QVERIFY(google(store, "1", "bob@example.org").id == ada.id);
    QCOMPARE(addressOf(store, ada.id), QStringLiteral("ada@example.org"));
    QCOMPARE(addressOf(store, bob.id), QStringLiteral("bob@example.org"));
}

// Somebody new with an address that was another account's gets nothing of that account.
void TestAccounts::anAddressThatPassedOn()
{
    REMIRAI_OPEN_STORE(store);
    const User former = google(store, "1", "ada@example.org");
    const User heir = google(store, "2", "ada@example.org");
    QVERIFY(heir.id != former.id);
    QCOMPARE(addressOf(store, heir.id), QStringLiteral("ada@example.org"));
    QVERIFY(addressOf(store, former.id).endsWith(QLatin1String("@former.invalid")));
    QVERIFY(google(store, "1", "ada@elsewhere.example").id == former.id);
    QCOMPARE(addressOf(store, former.id), QStringLiteral("ada@elsewhere.example"));
}

// Made by an operator or before accounts had a subject: the address has been proven now.
void TestAccounts::anAccountByAddressIsTakenOver()
{
    REMIRAI_OPEN_STORE(store);
    const User known = local(store, "ada@example.org");
    QVERIFY(google(store, "1", "ada@example.org").id == known.id);
    QVERIFY(google(store, "1", "ada@new.example").id == known.id);
    QVERIFY(local(store, "ada@new.example").id == known.id);
    QVERIFY(local(store, "ada@example.org").id != known.id);
}

void TestAccounts::noAddress()
{
    REMIRAI_OPEN_STORE(store);
    const auto nobody = store.write([](Transaction &tx) {
        return signInWithGoogle(tx, QStringLiteral("1"), QStringLiteral("nowhere"), QString());
    });
    QVERIFY(!nobody && nobody.error().code == ErrorCode::Unprocessable);
    const User ada = google(store, "1", "ada@example.org");
    QVERIFY(google(store, "1", "nowhere").id == ada.id);
    QCOMPARE(addressOf(store, ada.id), QStringLiteral("ada@example.org"));
}

QTEST_GUILESS_MAIN(TestAccounts)
#include "tst_accounts.moc"
