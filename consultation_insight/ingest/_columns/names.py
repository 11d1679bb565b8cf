"""What columns are called by the tools that write them: name → role.

Spellings of scrapers (snscrape, twscrape, tweepy, Apify, Twitter archives, Mastodon, Bluesky,
Reddit) and of survey tools (Qualtrics, SurveyMonkey, Google and Microsoft Forms, Citizen Space,
LimeSurvey, JISC), folded to lower case with ``_`` between words. A name alone never makes a column
open text or a closed answer: its values do.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "ASKS_FOR_WORDS",
    "ATTRIBUTE",
    "OPINION",
    "PERSONAL_IDS",
    "POSITION",
    "QUESTION",
    "folded",
    "rank_of",
    "role_of",
]

_ROLES: dict[str, str] = {
    "id": """
        id id_str tweet_id tweetid tweet_id_str status_id status_id_str post_id postid reply_id
        comment_id commentid note_id noteid response_id responseid submission_id submissionid
        record_id unique_response_number unique_response_no response_number response_no urn uri
        answer_id review_id message_id row_id rowid entry_id case_no reference_number response_ref
        submission_reference_number document_id conversation_message_id
    """,
    "respondent": """
        respondent_id respondent respondentid respondent_no respondent_number participant_id
        participant participantid participant_no caseid case_id person_id panelist_id panellist_id
        voter_id subject_id interviewee_id user_id userid user_id_str author_id authorid account_id
        author_id_str author_did user_rest_id contributor_id member_id themefinder_id
    """,
    "likes": """
        likes like like_count likecount likescount likes_count favorite_count favoritecount
        favourite_count favouritecount favorites favourites favorites_count favourites_count
        num_likes number_of_likes n_likes total_likes public_metrics_like_count fav_count faves
        upvotes ups thumbs_up thumbsup thumbsupcount thumbs_up_count heart_count hearts
        legacy_favorite_count digg_count like_num agrees agree_count
    """,
    "weight": """
        weight weights votes vote_count dots dot_votes dotvotes dot_count number_of_votes num_votes
        survey_weight case_weight wt weighting total_votes
    """,
    "created_at": """
        created_at createdat created created_date creation_date created_utc created_at_utc
        legacy_created_at tweet_created_at tweet_date date datetime date_time timestamp time
        posted_at post_date published published_at publishedat indexed_at indexedat
        record_createdat date_created date_submitted submitted_date submission_date submitdate
        submitted submitted_at ts submission_time completion_time completed completed_at
        completion_date date_completed end_date enddate end_time recordeddate recorded_date
        response_date date_of_response date_received received start_date startdate start_time
        starttime started date_started datestamp startdatum enddatum zeitstempel horodateur
        marca_temporal updated_at date_modified last_updated last_modified modified_at
    """,
    "links": """
        expanded_urls expanded_url urls urls_expanded_url urls_expanded entities_urls
        entities_urls_expanded_url entities_urls_unwound_url outlinks tcooutlinks links
        links_url legacy_entities_urls_expanded_url expandedurls attached_links card_url
        entities_url_urls_expanded_url links_expanded_url outlinksexpanded embed_external_uri
    """,
    "link_title": """
        link_title link_titles card_title url_title entities_urls_title
        embed_external_title
    """,
    "handle": """
        handle username user_username author_username screen_name screenname user_screen_name
        author_screen_name user_screenname from_user from_user_name account_handle author_handle
        twitter_handle user_handle twitter_username account_acct account_username acct
        user_core_screen_name author_user_name user_user_name author_account tweet_author
        profile_username nickname user_account
    """,
    "name": """
        name full_name fullname first_name firstname last_name lastname surname forename
        given_name family_name display_name displayname user_name user_displayname
        user_display_name author_name author_displayname author_display_name account_display_name
        your_name contact_name respondent_name recipientfirstname recipientlastname
        recipient_first_name recipient_last_name name_of_respondent realname real_name
        legal_name your_full_name submitted_by created_by last_updated_by updated_by modified_by
        last_modified_by edited_by posted_by added_by owner creator assigned_to interviewer facilitator
        host note_taker completed_by
    """,
    "in_reply_to": """
        in_reply_to_user in_reply_to_screen_name in_reply_to_username in_reply_to_user_screen_name
        in_reply_to_user_username inreplytouser inreplytouser_username in_reply_to
        in_reply_to_status_screen_name reply_to reply_to_user replying_to replyto
        in_reply_to_handle in_reply_to_account inreplytousername legacy_in_reply_to_screen_name
        in_reply_to_name reply_to_username in_reply_to_user_name
    """,
    "email": """
        email e_mail email_address e_mail_address emailaddress recipientemail recipient_email
        your_email your_email_address contact_email mail_address e_mail_adresse adresse_e_mail
    """,
    "personal": """
        phone telephone mobile phone_number telephone_number mobile_number contact_number tel
        address home_address street_address address_line_1 address_line_2 address_line_3 street
        postal_address post_code postcode postal_code zip_code zipcode ip_address ipaddress ip
        dob date_of_birth birth_date birthdate birthday nhs_number ni_number
        national_insurance_number nhs_no ni_no national_insurance_no sort_code sortcode account_number
        account_no bank_account bank_account_number bank_details iban card_number credit_card
        credit_card_number debit_card_number passport_number passport_no driving_licence
        driving_licence_number vehicle_registration vehicle_registration_number car_registration
        number_plate registration_plate social_security_number ssn hospital_number latitude longitude locationlatitude locationlongitude lat lon
        lng user_description user_location author_description author_location bio
        profile_image_url user_profile_image_url avatar user_url author_url profile_url
        user_rawdescription user_profileimageurl user_profilebannerurl externalreference
        external_data_reference external_reference account_url account_avatar account_note
        author_profileimageurl author_profilepicture user_linkurl signature
    """,
    "question": """
        question question_text prompt question_id questionid question_number question_no item
        question_wording question_title question_name
    """,
    "text": """
        text full_text fulltext tweet tweet_text tweettext content rawcontent raw_content
        renderedcontent body selftext message note notes note_text note_content sticky
        sticky_text comment comments comment_text comment_body reply reply_text response
        response_text responses answer answer_text free_text freetext verbatim review review_text
        feedback post post_text status_text legacy_full_text record_text description suggestion
        suggestions idea statement opinion submission contribution remark remarks
    """,
    "platform": """
        retweet_count retweetcount retweets reply_count replycount replies quote_count quotecount
        quotes bookmark_count bookmarkcount view_count viewcount views impression_count impressions
        public_metrics_retweet_count public_metrics_reply_count public_metrics_quote_count
        public_metrics_impression_count public_metrics_bookmark_count repost_count shares
        share_count comment_count reblogs_count replies_count
        retweeted favorited truncated possibly_sensitive source sourcelabel sourceurl client
        conversation_id conversationid conversation_id_str conversationidstr in_reply_to_status_id
        in_reply_to_status_id_str in_reply_to_user_id in_reply_to_user_id_str inreplytotweetid
        inreplytotweetidstr in_reply_to_id in_reply_to_account_id parent_id link_id
        tweet_url permalink permanent_url status_url post_url display_text_range edit_history_tweet_ids
        user_verified user_followers_count user_followerscount author_followers followers_count
        user_friends_count user_friendscount user_statuses_count author_verified
        collector_id distributionchannel distribution_channel progress finished
        duration_in_seconds duration user_agent browser device lastpage last_page startlanguage
        seed coordinates place geo type _type hashtags mentions media cashtags
        quotedtweet retweetedtweet reply_settings ip_country
        disagrees passes moderated is_meta is_seed group_informed_consensus
    """,
}
_BY_NAME = {name: role for role, names in _ROLES.items() for name in names.split()}

#: Columns whose ids are personal: the account behind them can be looked up.
PERSONAL_IDS = frozenset(
    [
        "user_id",
        "userid",
        "user_id_str",
        "author_id",
        "authorid",
        "author_id_str",
        "account_id",
        "author_did",
        "user_rest_id",
        "member_id",
        "contributor_id",
        "speaker",
    ]
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"\be-?mail\b(?!.*\b(?:about|how|why|would|should|prefer|receive)\b)", re.I)),
    ("name", re.compile(r"\b(?:what is your|your|full|first|last|sur|contact) ?names?\b(?! of)", re.I)),
    (
        "personal",
        re.compile(
            r"\b(?:what is your|your|contact|home|mobile)\b[^?]{0,20}\b(?:postcode|post code|zip code|"
            r"address|(?:tele)?phone(?: number)?|date of birth)\b",
            re.I,
        ),
    ),
    ("respondent", re.compile(r"^(?:respondent|participant)[ _-]?(?:id|no|number|ref\w*)\b", re.I)),
    ("id", re.compile(r"^(?:response|submission|record|tweet|post|comment)[ _-]?(?:id|no|number|ref\w*)$", re.I)),
)  # fmt: skip

#: Paths into nested posts: what is said of other posts, of accounts, of the text's parts.
_NESTED = (
    ("platform", re.compile(
        r"(?:quoted|retweeted|reposted|reblog|referenced|parent|in_?reply_?to|replyto|mention|media|"
        r"entities|extended|card|place|geo|poll|attachments|edit|context|tags|emojis|hashtags|"
        r"cashtags|symbols|public_metrics|viewer|labels|embed|facets|application)")),
    ("personal", re.compile(r"(?:user|author|account|owner|creator|profile)_")),
)  # fmt: skip

#: Headers that describe who answers, not what they think.
ATTRIBUTE = re.compile(
    r"\b(?:age|aged|how old|gender|sex|ethnic\w*|religio\w*|disab\w*|region|ward|county|district|borough|"
    r"city|town|country|nationality|area|location|where do you live|live or work|household|tenure|"
    r"education|qualification|degree|employment|occupation|job|profession|role|income|salary|"
    r"sector|industry|department|team|organi[sz]ation\w*|company|employer|respondent type|"
    r"type of respondent|responding as|respond as|on behalf|capacity|are you an?\b|member of|party|"
    r"marital|sexual|orientation|carer|parent|student|language|group|cohort|wave|round|treatment|condition|"
    r"table|colou?r|board|frame|column|section|category|channel|platform|publish|consent|"
    r"confidential|permission)\b",
    re.IGNORECASE,
)
#: Headers that ask what people think, whatever else they name.
OPINION = re.compile(
    r"\b(?:agree|disagree|support|oppose|to what extent|how (?:far|much|likely|often|satisfied|important|"
    r"well|would you rate|do you (?:rate|feel))|do you think|in your (?:view|opinion)|your (?:views?|"
    r"opinion|thoughts|comments|experience|reasons?)|why|what (?:would|should|could))\b",
    re.IGNORECASE,
)
#: Headers that ask for words of one's own, however many say the same or nothing.
ASKS_FOR_WORDS = re.compile(
    r"\b(?:tell us (?:why|about|more|anything)|(?:please |can you )(?:explain|describe|comment)|in your own words|in (?:one|a|two|three|a few) words?"
    r"|why did you (?:say|give|choose|score|answer)|why do you (?:say|think|feel)|reasons? for your (?:answer|score|rating|response|view|choice)"
    r"|(?:any|other|further|additional|general|your) (?:\w+ ){0,2}(?:comments?|suggestions|feedback|thoughts)|anything (?:else|more|further|that)"
    r"|what (?:are|is) your (?:views?|thoughts|comments?|reasons?))\b",
    re.IGNORECASE,
)
#: Headers of a column that says on which side a representation is.
POSITION = re.compile(
    r"(?:your |respondent'?s? )?(?:stance|position|support (?:or|/) object(?:ion)?|object(?:ion)? (?:or|/) support|"
    r"(?:representation|comment|response|submission) (?:type|stance|nature)|(?:type|nature) of (?:representation|comment|response|submission))",
    re.IGNORECASE,
)
#: Headers that ask something.
QUESTION = re.compile(
    r"\?|^\s*(?:q|question|v|var|item|frage)[\s._]*\d|^\s*\d+\s*[a-z]?\s*[.):]|^(?:how|what|why|which|when|who|"
    r"where|do|does|did|is|are|should|would|could|have|has|can|will|to what extent|please|"
    r"if (?:yes|no|you)|tell us|describe|explain|thinking|overall|any (?:other|further))(?=\s)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def folded(name: str) -> str:
    """Fold a header: lower case, ``_`` between words.

    Examples
    --------
    >>> folded("Like Count"), folded("user.screenName"), folded("public_metrics.like_count")
    ('like_count', 'user_screenname', 'public_metrics_like_count')
    """
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


@lru_cache(maxsize=2048)
def role_of(name: str) -> str:
    """Guess a role by a header's name alone; empty where it says nothing.

    Examples
    --------
    >>> role_of("favorite_count"), role_of("What is your email address?"), role_of("Why?")
    ('likes', 'email', '')
    """
    short = folded(name)
    if short in _BY_NAME:
        return _BY_NAME[short]
    # Envelopes of exports: "tweet.full_text", "data.user.screen_name", "legacy.favorite_count".
    for prefix in ("tweet_", "data_", "legacy_", "result_", "post_", "record_", "status_", "node_"):
        if short.startswith(prefix) and short[len(prefix) :] in _BY_NAME:
            return _BY_NAME[short[len(prefix) :]]
    if "." in name and " " not in name:  # a path into a nested record
        for role, pattern in _NESTED:
            if pattern.match(short):
                return role
    for role, pattern in _PATTERNS:
        if pattern.search(name):
            return role
    return ""


_RANK = {name: at for at, name in enumerate(_BY_NAME)}


def rank_of(name: str) -> int:
    """How early a name stands in the list of its role: the smaller, the surer."""
    return _RANK.get(folded(name), len(_RANK))
