//! The forms that are known. Where two fit a text, the first counts.

use super::checksum::Checksum;
use super::form::Alphabet::{
    Alphanumeric, Base32, Digits, Hex, Letters, Lower, Unreserved, Url, UrlDots, Word,
};
use super::form::{Form, Part};
use super::{Environment, Purpose, Row, read};
use Environment::{Live, Test};
use Part::{Of, Text};
use Purpose::{AccessToken, ApiKey, ClientSecret, Public, RefreshToken, WebhookSecret};

/// A service.
#[derive(Clone, Copy)]
struct Service {
    provider: &'static str,
    name: &'static str,
    page: (&'static str, &'static str),
}

const fn service(
    provider: &'static str,
    name: &'static str,
    page: &'static str,
    url: &'static str,
) -> Service {
    Service {
        provider,
        name,
        page: (page, url),
    }
}

impl Service {
    const fn row(
        self,
        title: &'static str,
        purpose: Purpose,
        begins: &'static [&'static str],
        parts: &'static [Part],
    ) -> Row {
        Row {
            provider: self.provider,
            service: self.name,
            title,
            purpose,
            environment: None,
            form: Form {
                begins,
                parts,
                holds: "",
            },
            checksum: None,
            account: None,
            page: self.page,
        }
    }
}

impl Row {
    const fn holding(self, holds: &'static str) -> Self {
        let form = Form { holds, ..self.form };
        Self { form, ..self }
    }

    const fn at(self, environment: Environment) -> Self {
        Self {
            environment: Some(environment),
            ..self
        }
    }

    const fn with(self, checksum: Checksum) -> Self {
        Self {
            checksum: Some(checksum),
            ..self
        }
    }

    const fn of_account(self, account: fn(&str) -> Option<String>) -> Self {
        Self {
            account: Some(account),
            ..self
        }
    }
}

const GITHUB: Service = service(
    "github",
    "GitHub",
    "GitHub docs",
    "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
);
const GITLAB: Service = service(
    "gitlab",
    "GitLab",
    "GitLab docs",
    "https://docs.gitlab.com/security/tokens/",
);
const STRIPE: Service = service(
    "stripe",
    "Stripe",
    "Stripe docs",
    "https://docs.stripe.com/keys",
);
const SLACK: Service = service(
    "slack",
    "Slack",
    "Slack docs",
    "https://docs.slack.dev/authentication/tokens/",
);
const AWS: Service = service(
    "aws",
    "AWS",
    "AWS docs",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
);
const GOOGLE: Service = service(
    "google",
    "Google",
    "Google docs",
    "https://cloud.google.com/docs/authentication",
);
const OPENAI: Service = service(
    "openai",
    "OpenAI",
    "OpenAI docs",
    "https://platform.openai.com/docs/api-reference/authentication",
);
const ANTHROPIC: Service = service(
    "anthropic",
    "Anthropic",
    "Anthropic docs",
    "https://docs.claude.com/en/api/overview",
);
const NPM: Service = service(
    "npm",
    "npm",
    "npm docs",
    "https://docs.npmjs.com/about-access-tokens",
);
const PYPI: Service = service(
    "pypi",
    "PyPI",
    "PyPI help",
    "https://pypi.org/help/#apitoken",
);
const GRAFANA: Service = service(
    "grafana",
    "Grafana",
    "Grafana docs",
    "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
);
const ATLASSIAN: Service = service(
    "atlassian",
    "Atlassian",
    "Atlassian docs",
    "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
);
const SENDGRID: Service = service(
    "sendgrid",
    "SendGrid",
    "SendGrid docs",
    "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
);
const TWILIO: Service = service(
    "twilio",
    "Twilio",
    "Twilio docs",
    "https://www.twilio.com/docs/iam/api-keys",
);
const SHOPIFY: Service = service(
    "shopify",
    "Shopify",
    "Shopify docs",
    "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
);
const HUGGING_FACE: Service = service(
    "huggingface",
    "Hugging Face",
    "Hugging Face docs",
    "https://huggingface.co/docs/hub/security-tokens",
);
const ENTRA: Service = service(
    "microsoft",
    "Microsoft Entra",
    "Microsoft docs",
    "https://learn.microsoft.com/en-us/entra/identity-platform/how-to-add-credentials",
);
const SUPABASE: Service = service(
    "supabase",
    "Supabase",
    "Supabase docs",
    "https://supabase.com/docs/guides/api/api-keys",
);
/// A secret for webhooks in the manner of Standard Webhooks, which Stripe and others use.
const WEBHOOKS: Service = service(
    "",
    "Standard Webhooks",
    "Standard Webhooks",
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
);

/// Every form.
pub const ROWS: &[Row] = &[
    GITHUB
        .row(
            "personal access token (classic)",
            ApiKey,
            &["ghp_"],
            &[Of(Alphanumeric, 36..=36)],
        )
        .with(Checksum::Base62),
    GITHUB.row(
        "personal access token (fine-grained)",
        ApiKey,
        &["github_pat_"],
        &[Of(Word, 82..=82)],
    ),
    GITHUB
        .row(
            "OAuth access token",
            AccessToken,
            &["gho_"],
            &[Of(Alphanumeric, 36..=36)],
        )
        .with(Checksum::Base62),
    GITHUB
        .row(
            "token of a user for a GitHub App",
            AccessToken,
            &["ghu_"],
            &[Of(Alphanumeric, 36..=36)],
        )
        .with(Checksum::Base62),
    GITHUB
        .row(
            "token of a GitHub App's installation",
            AccessToken,
            &["ghs_"],
            &[Of(Alphanumeric, 36..=36)],
        )
        .with(Checksum::Base62),
    // The newer ones hold a JWT.
    GITHUB.row(
        "token of a GitHub App's installation",
        AccessToken,
        &["ghs_"],
        &[Of(UrlDots, 37..=1_500)],
    ),
    GITHUB
        .row(
            "refresh token of a GitHub App",
            RefreshToken,
            &["ghr_"],
            &[Of(Alphanumeric, 36..=36)],
        )
        .with(Checksum::Base62),
    GITHUB.row(
        "refresh token of a GitHub App",
        RefreshToken,
        &["ghr_"],
        &[Of(Alphanumeric, 76..=76)],
    ),
    GITLAB.row(
        "personal access token",
        ApiKey,
        &["glpat-"],
        &[Of(Url, 20..=20)],
    ),
    GITLAB.row(
        "personal access token, routable",
        ApiKey,
        &["glpat-"],
        &[Of(Url, 27..=300), Text("."), Of(Lower, 9..=9)],
    ),
    STRIPE
        .row(
            "secret key",
            ApiKey,
            &["sk_live_"],
            &[Of(Alphanumeric, 10..=256)],
        )
        .at(Live),
    STRIPE
        .row(
            "secret key",
            ApiKey,
            &["sk_test_"],
            &[Of(Alphanumeric, 10..=256)],
        )
        .at(Test),
    STRIPE
        .row(
            "restricted key",
            ApiKey,
            &["rk_live_"],
            &[Of(Alphanumeric, 10..=256)],
        )
        .at(Live),
    STRIPE
        .row(
            "restricted key",
            ApiKey,
            &["rk_test_"],
            &[Of(Alphanumeric, 10..=256)],
        )
        .at(Test),
    STRIPE
        .row(
            "publishable key",
            Public,
            &["pk_live_"],
            &[Of(Alphanumeric, 10..=256)],
        )
        .at(Live),
    STRIPE
        .row(
            "publishable key",
            Public,
            &["pk_test_"],
            &[Of(Alphanumeric, 10..=256)],
        )
        .at(Test),
    STRIPE.row(
        "organization key",
        ApiKey,
        &["sk_org_"],
        &[Of(Word, 10..=256)],
    ),
    WEBHOOKS.row(
        "webhook secret",
        WebhookSecret,
        &["whsec_"],
        &[Of(Unreserved, 16..=256)],
    ),
    SLACK.row(
        "rotating token",
        AccessToken,
        &["xoxe.xoxb-", "xoxe.xoxp-"],
        &[Of(Url, 16..=400)],
    ),
    SLACK.row(
        "refresh token",
        RefreshToken,
        &["xoxe-"],
        &[Of(Url, 16..=400)],
    ),
    // They do not end by themselves, as keys do not.
    SLACK.row("bot token", ApiKey, &["xoxb-"], &[Of(Url, 16..=200)]),
    SLACK.row("user token", ApiKey, &["xoxp-"], &[Of(Url, 16..=200)]),
    SLACK.row("app-level token", ApiKey, &["xapp-"], &[Of(Url, 16..=200)]),
    AWS.row("access key id", ApiKey, &["AKIA"], &[Of(Base32, 16..=16)])
        .of_account(read::aws_account),
    AWS.row(
        "temporary access key id",
        AccessToken,
        &["ASIA"],
        &[Of(Base32, 16..=16)],
    )
    .of_account(read::aws_account),
    AWS.row(
        "bearer token",
        AccessToken,
        &["ABIA"],
        &[Of(Base32, 16..=16)],
    )
    .of_account(read::aws_account),
    GOOGLE.row("API key", ApiKey, &["AIza"], &[Of(Url, 35..=35)]),
    GOOGLE.row(
        "OAuth client secret",
        ClientSecret,
        &["GOCSPX-"],
        &[Of(Url, 28..=28)],
    ),
    GOOGLE.row(
        "OAuth access token",
        AccessToken,
        &["ya29."],
        &[Of(UrlDots, 20..=1_024)],
    ),
    OPENAI
        .row("project key", ApiKey, &["sk-proj-"], &[Of(Url, 40..=300)])
        .holding("T3BlbkFJ"),
    OPENAI
        .row(
            "key of a service account",
            ApiKey,
            &["sk-svcacct-"],
            &[Of(Url, 40..=300)],
        )
        .holding("T3BlbkFJ"),
    OPENAI
        .row("admin key", ApiKey, &["sk-admin-"], &[Of(Url, 40..=300)])
        .holding("T3BlbkFJ"),
    ANTHROPIC.row("API key", ApiKey, &["sk-ant-api03-"], &[Of(Url, 95..=95)]),
    ANTHROPIC.row(
        "admin key",
        ApiKey,
        &["sk-ant-admin01-"],
        &[Of(Url, 95..=95)],
    ),
    OPENAI
        .row("user key", ApiKey, &["sk-"], &[Of(Alphanumeric, 48..=48)])
        .holding("T3BlbkFJ"),
    NPM.row(
        "access token",
        ApiKey,
        &["npm_"],
        &[Of(Alphanumeric, 36..=36)],
    )
    .with(Checksum::Base62),
    PYPI.row(
        "API token",
        ApiKey,
        &["pypi-AgEIcHlwaS5vcmc"],
        &[Of(Url, 50..=1_000)],
    ),
    GRAFANA
        .row(
            "service account token",
            ApiKey,
            &["glsa_"],
            &[Of(Alphanumeric, 32..=32), Text("_"), Of(Hex, 8..=8)],
        )
        .with(Checksum::HexFromLowest),
    ATLASSIAN.row(
        "API token",
        ApiKey,
        &["ATATT3"],
        &[Of(Url, 20..=400), Text("="), Of(Hex, 8..=8)],
    ),
    SENDGRID.row(
        "API key",
        ApiKey,
        &["SG."],
        &[Of(Url, 22..=22), Text("."), Of(Url, 43..=43)],
    ),
    TWILIO.row("API key id", ApiKey, &["SK"], &[Of(Hex, 32..=32)]),
    SHOPIFY.row(
        "access token of an app",
        AccessToken,
        &["shpat_"],
        &[Of(Hex, 32..=32)],
    ),
    HUGGING_FACE.row("access token", ApiKey, &["hf_"], &[Of(Letters, 34..=34)]),
    SUPABASE.row(
        "publishable key",
        Public,
        &["sb_publishable_"],
        &[Of(Url, 20..=100)],
    ),
    SUPABASE.row("secret key", ApiKey, &["sb_secret_"], &[Of(Url, 20..=100)]),
    ENTRA.row(
        "client secret",
        ClientSecret,
        &[""],
        &[
            Of(Unreserved, 3..=3),
            Of(Digits, 1..=1),
            Text("Q~"),
            Of(Unreserved, 31..=34),
        ],
    ),
];
