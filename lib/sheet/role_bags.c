/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that stand together in names of columns, in five languages; folded as in role_words.h. */
#include "sheet/role_words.h"

const char rk_filler_words[] =
    "of the a an in on for to at by and or as is all dd mm yyyy jj aaaa tt jjjj de "
    "des du d la le les l en sur pour et au aux del los las el y por der die das den "
    "dem von und im am zum pro 의";

const char rk_count_words[] =
    "number numbers no nr num n nb figure figures estimate estimates estimated count "
    "counts headcount head total totals population populations people persons person "
    "individuals individual refugee refugees asylum seeker seekers idp idps displaced "
    "internally migrant migrants returnee returnees returned stateless size stock "
    "caseload registered affected inhabitants residents escapees defectors "
    "undocumented others other concern unhcr unhcrs s mandate under need "
    "international protection host community venezuelans abroad nombre effectif "
    "effectifs personnes personne individus refugies demandeurs asile deplaces "
    "internes apatrides estime estimee estimes estimees estimation estimations "
    "chiffre chiffres numero cantidad poblacion personas refugiados solicitantes "
    "asilo desplazados internos migrantes apatridas estimado estimada estimados "
    "estimacion cifra cifras anzahl zahl zahlen bevolkerung personen menschen "
    "fluchtlinge fluchtlingen gefluchtete asylsuchende asylbewerber vertriebene "
    "binnenvertriebene migranten staatenlose gesamt gesamtzahl geschatzte geschatzt "
    "schatzung value values valeur valor wert bound limit end grenze";

const char rk_scale_words[] =
    "thousand thousands 000 000s 1000 1000s k million millions mio mln m lakh lakhs "
    "crore percent percentage % share proportion milliers mille miles tausend "
    "tausende tsd millones millon millionen pourcentage porcentaje prozent anteil "
    "part 천명 만명 천 만 백만";

const char rk_family_words[] =
    "household households family families hh hhs menage menages famille familles "
    "foyer foyers hogar hogares familia familias haushalt haushalte familie familien "
    "가구 세대 가구수 tents tent shelters";

const char rk_origin_words[] =
    "origin coo iso3coo origine origen herkunft herkunftsland provenance 출신국";

const char rk_asylum_words[] =
    "asylum coa iso3coa asile asilo aufnahme aufnahmeland asylland destination host "
    "residence 수용국 체류국";

const char rk_total_words[] =
    "total totals totaux totales totale totaal sum sums somme suma sumas summe gesamt "
    "gesamtsumme gesamtzahl insgesamt ensemble zwischensumme subtotal subtotals "
    "subtotales gesamtergebnis grandtotal totalt summa soma somma razem toplam jumla "
    "итого всего сумма المجموع الإجمالي اجمالي "
    "مجموع 总计 合计 合計 总数 小计 小計 합계 총계 총합계 "
    "총합 소계 계 전체";

const char rk_total_prefixes[] = "grand sub sous overall the la le el gran in im all 총";

const char rk_total_tails[] =
    "general generale generaux generals grand overall sum camps camp countries "
    "country regions region sites all three two four five six of to date above rows "
    "sources pays paises lander lagern und aller 전체";

const char *const rk_unhcr_counts[] = {
    "refugees",
    "refugees under unhcr s mandate",
    "asylum seekers",
    "asylum seekers pending cases",
    "idps",
    "idps of concern to unhcr",
    "returned idps",
    "returned idpss",
    "returned refugees",
    "refugees returned",
    "idps returned",
    "stateless",
    "stateless persons",
    "others of concern",
    "others of concern to unhcr",
    "ooc",
    "other people in need of international protection",
    "other people in need of int protection",
    "oip",
    "host community",
    "hst",
    "venezuelans displaced abroad",
    "ref",
    "asy",
    "idp",
    "sta",
    "vda",
    "internally displaced persons",
    "people in refugee like situations",
    "refugees incl refugee like situations",
    "total population",
    "population of concern",
};

const size_t rk_unhcr_count_count = sizeof rk_unhcr_counts / sizeof *rk_unhcr_counts;

const rk_role_bag rk_role_bags[] = {
    {RK_ROLE_LOW, 1, true,
        "min minimum minimal low lower lowest least mini floor bas basse inferieur "
        "inferieure plancher minimo minima bajo baja inferior niedrig niedrigste "
        "niedrigster untere unterer untergrenze mindestens tiefste tiefster",
        "end range bound limit estimation borne limite"},
    {RK_ROLE_HIGH, 1, true,
        "max maximum maximal high higher upper highest most maxi ceiling haut haute "
        "superieur superieure plafond maximo maxima alto alta superior hoch hochste "
        "hochster obere oberer obergrenze hochstens",
        "end range bound limit estimation borne limite"},
    {RK_ROLE_BEST, 1, true,
        "best central point median mid middle meilleur meilleure centrale mediane mejor "
        "mediana beste bester mittlere mittlerer",
        "guess likely range"},
    {RK_ROLE_PUBLISHED, 1, false,
        "publication published publie publicacion publicado veroffentlichung",
        "date fecha datum year annee ano jahr"},
    {RK_ROLE_DATE, 1, false, "date fecha datum",
        "reference estimate figure figures reported data information year month day count "
        "counted survey estimation chiffre estimacion cifra referencia schatzung stichtag "
        "bezug"},
    {RK_ROLE_DATE, 2, false, "year annee ano jahr",
        "reference data report reported referencia estimate figure"},
    {RK_ROLE_SOURCE, 1, false, "source sources fuente fuentes quelle quellen",
        "name data information figure estimate report donnees datos daten chiffre cifra "
        "angabe title"},
    {RK_ROLE_PLACE, 1, false,
        "country countries origin place location locality camp site region province "
        "district state governorate settlement city town county area coo coa iso iso2 "
        "iso3 admin adm1 adm2 adm3 pays lieu departement localite ville pais lugar "
        "campamento departamento municipio ciudad origen land lander ort lager bundesland "
        "stadt herkunft herkunftsland aufnahmeland asylland gebiet origine",
        "asylum asile asilo code codes name names iso3 residence destination host nom "
        "nombre codigo aufnahme territory"},
    {RK_ROLE_VALUE, 2, true,
        "number numbers nr num figure figures estimate estimates estimated count counts "
        "headcount head total totals population populations people persons person "
        "individuals individual refugee refugees seeker seekers idp idps displaced "
        "internally migrant migrants returnee returnees returned stateless size stock "
        "caseload registered affected inhabitants residents escapees defectors "
        "undocumented others unhcrs mandate international protection community "
        "venezuelans abroad nombre effectif effectifs personnes personne individus "
        "refugies demandeurs deplaces internes apatrides estime estimee estimes estimees "
        "estimation estimations chiffre chiffres numero cantidad poblacion personas "
        "refugiados solicitantes desplazados internos migrantes apatridas estimado "
        "estimada estimados estimacion cifra cifras anzahl zahl zahlen bevolkerung "
        "personen menschen fluchtlinge fluchtlingen gefluchtete asylsuchende asylbewerber "
        "vertriebene binnenvertriebene migranten staatenlose gesamt gesamtzahl geschatzte "
        "geschatzt schatzung value values valeur valor wert",
        ""},
};

const size_t rk_role_bag_count = sizeof rk_role_bags / sizeof *rk_role_bags;
