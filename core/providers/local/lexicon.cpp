// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/lexicon.h"

#include <algorithm>
#include <array>

namespace remirai {

namespace {

template <typename Kind> struct Entry
{
    Kind kind;
    QStringView words; // separated by spaces
};

constexpr std::array kHumorWords{
    Entry<Humor>{Humor::Dry, u"dry deadpan understated subtle wry droll straight-faced british poker"},
    Entry<Humor>{
        Humor::Sarcastic,
        u"sarcastic sarcasm ironic irony snarky cynical biting teasing teases tease roast roasts roasting sassy"},
    Entry<Humor>{Humor::Witty, u"witty wit clever quick sharp smart comeback comebacks banter wordplay timing"},
    Entry<Humor>{
        Humor::Playful,
        u"playful cheeky prank pranks prankster mischievous mischief jokester joker jokes joking fun funny flirty"},
    Entry<Humor>{Humor::Silly,
                 u"silly goofy clumsy childish dorky slapstick faces voices dance dances giggle giggles giggly"},
    Entry<Humor>{Humor::Warm,
                 u"warm kind gentle sweet wholesome friendly soft good-natured heartwarming self-deprecating"},
    Entry<Humor>{Humor::Dark, u"dark morbid gallows black twisted macabre bleak"},
    Entry<Humor>{Humor::Absurd,
                 u"absurd weird random surreal strange bizarre nonsense unhinged chaotic memes meme quirky offbeat"},
    Entry<Humor>{Humor::Punning, u"pun puns punny dad groan corny cheesy"},
    Entry<Humor>{
        Humor::Storytelling,
        u"story stories storyteller anecdote anecdotes tales impressions imitations imitates dramatic exaggerates"},
    Entry<Humor>{Humor::Quiet, u"none serious rarely quiet shy reserved hidden"},
};

constexpr std::array kThemeWords{
    Entry<Theme>{Theme::Kindness,
                 u"kind kindness caring cares gentle compassion compassionate empathy empathetic heart warm warmth "
                 u"sweet thoughtful tender"},
    Entry<Theme>{Theme::Generosity,
                 u"generous generosity gives giving shares sharing helps helpful helping selfless hospitable gifts"},
    Entry<Theme>{
        Theme::Loyalty,
        u"loyal loyalty reliable dependable trust trustworthy faithful friend friendship supportive always there"},
    Entry<Theme>{
        Theme::Honesty,
        u"honest honesty sincere direct blunt frank authentic genuine truth truthful straightforward integrity"},
    Entry<Theme>{
        Theme::Courage,
        u"brave courage courageous bold fearless daring strong strength resilient resilience tough fearlessness risk"},
    Entry<Theme>{Theme::Ambition,
                 u"ambition ambitious driven determined hardworking disciplined goals persistent persistence focused "
                 u"motivated leader leadership career"},
    Entry<Theme>{
        Theme::Curiosity,
        u"curious curiosity asks questions explore explores learning learns wonder interested inquisitive fascinated"},
    Entry<Theme>{Theme::Intelligence,
                 u"smart intelligent intelligence brilliant clever genius wise wisdom brain mind knowledge knows "
                 u"insightful thinker"},
    Entry<Theme>{Theme::Creativity,
                 u"creative creativity artist artistic art paints painting painter draws drawing imagination "
                 u"imaginative designs makes crafts photography poetry"},
    Entry<Theme>{Theme::Music,
                 u"music musical song songs sings singing singer guitar piano drums violin band playlist playlists "
                 u"melody hums concert concerts"},
    Entry<Theme>{Theme::Books,
                 u"book books reading reads reader novel novels writes writing writer library literature words"},
    Entry<Theme>{Theme::Nature,
                 u"nature garden gardens gardening plants flowers mountains mountain forest hiking hikes sea ocean "
                 u"trees outdoors camping stars sky"},
    Entry<Theme>{Theme::Animals,
                 u"animal animals dog dogs cat cats horse horses birds bird pets pet rescue kitten puppy"},
    Entry<Theme>{Theme::Food,
                 u"food cooking cooks cook bakes baking baker cake kitchen coffee tea recipes recipe pizza dinner "
                 u"chocolate bread"},
    Entry<Theme>{Theme::Sport,
                 u"sport sports runs running runner football soccer basketball tennis climbing climbs gym yoga bike "
                 u"cycling swims swimming athletic athlete dances dancer dancing"},
    Entry<Theme>{Theme::Travel,
                 u"travel travels travelling traveling adventure adventures adventurous journey trips wanderlust "
                 u"languages countries map maps"},
    Entry<Theme>{Theme::Style,
                 u"style stylish fashion clothes hair elegant elegance outfits dress looks beautiful colours colors "
                 u"tattoos shoes"},
    Entry<Theme>{Theme::Laughter, u"laugh laughs laughter laughing funny hilarious jokes humor humour cackle giggle"},
    Entry<Theme>{Theme::Listening,
                 u"listens listener listening patient patience calm calming peaceful understanding attentive present "
                 u"quiet remembers"},
    Entry<Theme>{Theme::Energy,
                 u"energy energetic lively enthusiasm enthusiastic passionate passion spark vibrant unstoppable "
                 u"spontaneous party parties life"},
    Entry<Theme>{Theme::Technology,
                 u"computer computers code codes coding programming games gaming gamer tech technology engineer robots "
                 u"science scientist math physics"},
    Entry<Theme>{Theme::Smile, u"smile smiles smiling eyes grin dimples face glow radiant sunshine"},
};

template <typename Kind> using Index = std::vector<std::pair<QStringView, Kind>>;

template <typename Kind, size_t N> Index<Kind> indexOf(const std::array<Entry<Kind>, N> &entries)
{
    Index<Kind> index;
    for (const Entry<Kind> &entry : entries) {
        for (const QStringView word : entry.words.split(u' '))
            index.emplace_back(word, entry.kind);
    }
    std::sort(index.begin(), index.end());
    return index;
}

// Words per kind, in the order of the enumeration.
template <typename Kind, size_t N> std::array<int, N> countKinds(const Index<Kind> &index, const QStringList &words)
{
    std::array<int, N> counts{};
    for (const QString &word : words) {
        auto it = std::lower_bound(index.begin(), index.end(), QStringView(word),
                                   [](const auto &entry, QStringView wanted) { return entry.first < wanted; });
        for (; it != index.end() && it->first == word; ++it)
            ++counts[static_cast<size_t>(it->second)];
    }
    return counts;
}

} // namespace

QStringList wordsOf(QStringView text, qsizetype limit)
{
    QStringList words;
    qsizetype start = -1;
    for (qsizetype i = 0; i <= text.size() && words.size() < limit; ++i) {
        const bool inside = i < text.size()
            && (text[i].isLetterOrNumber() || text[i].isMark() || text[i].isSurrogate()
                || (start >= 0 && (text[i] == u'\'' || text[i] == u'-') && i + 1 < text.size()
                    && text[i + 1].isLetter()));
        if (inside && start < 0)
            start = i;
        if (!inside && start >= 0) {
            words.append(text.mid(start, i - start).toString().toLower());
            start = -1;
        }
    }
    return words;
}

std::optional<Humor> humorIn(const QStringList &words)
{
    static const Index<Humor> index = indexOf(kHumorWords);
    const auto counts = countKinds<Humor, kHumorWords.size()>(index, words);
    const auto best = std::max_element(counts.begin(), counts.end());
    return *best == 0 ? std::nullopt : std::optional(static_cast<Humor>(best - counts.begin()));
}

std::vector<Theme> themesIn(const QStringList &words)
{
    static const Index<Theme> index = indexOf(kThemeWords);
    const auto counts = countKinds<Theme, kThemeWords.size()>(index, words);
    std::vector<Theme> themes;
    for (size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0)
            themes.push_back(static_cast<Theme>(i));
    }
    std::stable_sort(themes.begin(), themes.end(),
                     [&](Theme a, Theme b) { return counts[static_cast<size_t>(a)] > counts[static_cast<size_t>(b)]; });
    return themes;
}

} // namespace remirai
