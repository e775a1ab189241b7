//! Words that say little about what a question asks, words for asking and for *no*, and a few that mean the same. Folded.
//!
//! Only used to compare questions with each other; nothing is ever held back or flagged because of a word.

/// Articles, prepositions, pronouns, helping verbs, greetings and thanks, by language.
pub(super) const QUIET: [&str; 6] = [
    // English
    "a an the this that these those there here it its is isnt are arent was were be been being am do does did doing done dont \
     doesnt didnt have has had having will would wont wouldnt could couldnt can cant should shouldnt may might must shall of in \
     on at to from for by with about into over under between as than then so and or but if because also just already \
     really actually basically only very much more most some any such still even yet all at i im ive me my we our us you your \
     he she his her they them their theyre one ones who whom whose what whats which why when where how hows s t d m re ve ll \
     hi hello hey good morning afternoon evening day dear thanks thank thx great interesting excellent nice discussion chair \
     panel panelist panelists panellist panellists speaker speakers session everyone everybody please pls plz sorry obvious ask asking asked \
     question questions curious wonder wondering think know hear heard say said tell like want wanted wants get got go going gets \
     exactly possible possibly able agree true another way let lets make makes made now today else tbh imo ok okay yes",
    // French
    "le la les l un une des du de d au aux a en et ou mais si que qu qui quoi dont ce c cet cette ces ca cela est es sont etre ete \
     sera etait il elle ils elles on nous vous je j me mon ma mes nos notre vos votre son sa ses leur leurs se s sur sous dans par \
     pour avec entre comme plus tres bien tout tous toute toutes y n t m peut peuvent pourrait doit doivent devrait devraient faut \
     bonjour bonsoir merci svp question comment pourquoi quand quel quelle quels quelles combien faire fait",
    // Spanish
    "el la los las lo un una unos unas de del al a en y e o u pero si que quien quienes cual cuales como cuando donde cuanto por \
     para con entre sobre es son ser sea fue era esta estan estar este esto estos estas ese esa eso hay ha han se su sus mi mis \
     nos nuestro nuestra le les yo tu usted ustedes muy mas ya tambien todo todos puede pueden podria debe deben deberia hacer \
     hola buenas buenos dias tardes gracias pregunta favor",
    // Portuguese
    "o os as um uma uns umas do da dos das no na nos nas ao aos e ou mas se que quem qual quais como quando onde quanto por \
     para pra com entre sobre sao ser foi era esta estao este isto esse essa isso ha tem seu sua seus suas meu minha nosso \
     voce voces muito mais ja tambem todo todos pode podem poderia deve devem deveria fazer ola boa bom dia tarde obrigado obrigada",
    // Russian
    "и в во на с со к ко у о об от до из за по для при под над между как что чтобы кто где когда почему зачем ли же бы или но а то \
     это этот эта эти тот та те такои его ее их он она оно они мы вы я мне нам вам нас вас наш ваш свои сам сами есть быть был была \
     будет можно может могут нужно надо должен должны все всех так уже еще очень здравствуите добрыи день спасибо вопрос пожалуиста какои",
    // Arabic
    "من في على الى عن مع هل ما ماذا كيف متي اين لماذا هذا هذه ذلك تلك التي الذي الذين هو هي هم نحن انا انت ان او و ثم قد كل بين عند \
     بعد قبل يمكن هناك كان يكون شكرا مرحبا السلام عليكم سوال للمتحدثين لكم جدا",
];

/// Characters of Chinese and Japanese that carry grammar, not matter.
pub(super) const QUIET_SIGNS: &str =
    "的了吗呢吧啊是在和与及或也都就请问么什怎样如何应该会否可以能谁为哪个有谢您我们你他的をはがのにへでとも";

/// Words for *no*. Some are only manners ("isn't it so that").
pub(super) const NO: &str = "no not never none nobody nor isnt arent wasnt dont doesnt didnt wont wouldnt cant cannot couldnt \
     shouldnt non ne pas jamais ni nunca nao nem не нет никогда لا ليس لم لن غير";

/// Words that turn a question round, and are never manners.
pub(super) const ROUND: &str = "off without sans sin sem без بدون";

/// What is asked for. Two questions that ask for different things differ, even if all other words are the same.
pub(super) const ASKING: [&str; 5] = [
    "who whom whose qui quien quienes quem кто кого кому",
    "when quand cuando quando когда متي",
    "where ou donde onde где اين",
    "why pourquoi porque зачем почему لماذا",
    "how comment como как كيف",
];

/// Short forms, and words of everyday speech, with what they stand for. The rest is left to the likeness
/// of words' letters.
pub(super) const SAME: [(&str, &str); 40] = [
    ("e2ee", "end end encryption"),
    ("e2e", "end end"),
    ("csam", "child sexual abuse material"),
    ("csea", "child sexual exploitation abuse"),
    ("csa", "child sexual abuse"),
    ("ai", "artificial intelligence"),
    ("kid", "child"),
    ("kids", "child"),
    ("children", "child"),
    ("childrens", "child"),
    ("childs", "child"),
    ("minor", "child"),
    ("minors", "child"),
    ("underage", "child"),
    ("u18", "under 18"),
    ("govt", "government"),
    ("gov", "government"),
    ("govts", "government"),
    ("cops", "police"),
    ("pics", "images"),
    ("pictures", "images"),
    ("photos", "images"),
    ("companies", "company"),
    ("countries", "country"),
    ("parties", "party"),
    ("people", "person"),
    ("info", "information"),
    ("docs", "documents"),
    ("tech", "technology"),
    ("vs", "versus"),
    ("means", "mean"),
    ("meant", "mean"),
    ("meaning", "mean"),
    ("define", "mean"),
    ("definition", "mean"),
    ("explain", "mean"),
    ("defined", "mean"),
    ("lgbtq", "lgbt"),
    ("lgbtqi", "lgbt"),
    ("gdpr", "data protection regulation"),
];
