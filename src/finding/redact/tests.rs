use super::*;

/// Random characters in the shape of a key; made by hand, no service knows it.
const KEY: &str = concat!("q7Zr2mXw9KdB4tLsVh8N", "cJ3yGpF6uTaRe1QoW5iD");

#[test]
fn a_key_is_told_from_digests_words_and_fakes() {
    assert!(looks_like_key(KEY));
    for other in [
        "356a192b7913b04c54574d18c28d46e6395428ab",  // SHA-1
        "356A192B7913B04C54574d18c28d46e6395428ab",  // SHA-1, mixed case
        "q7Zr2mXw9KdB4tLsVh8NcJ3yGpF6uTaRe1QoW5i",   // 39
        "q7Zr2mXw9KdB4tLsVh8NcJ3yGpF6uTaRe1QoW5iD0", // 41
        "createConversationMessageHandlerFactorys",  // an identifier
        "BedrockAI21ChatCompleteResponseTransform",  // another, with digits
        "AddFileUploadsToChatMessage1701788586491",  // a name with a date
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",  // filler
        "Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1A",  // low entropy
        "q7Zr2mXw9KdB4tLsVh8NcJ3yGpF6uTaRe1QoW5i-",  // not alphanumeric
    ] {
        assert!(!looks_like_key(other), "{other}");
    }
}

#[test]
fn placeholders_are_recognised() {
    for text in [
        "",
        "  ",
        "YOUR_API_KEY",
        "your-cohere-key",
        "<your key>",
        "<COHERE_API_KEY>",
        "[insert key]",
        "xxx",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "XXXX-XXXX",
        "changeme",
        "change-me",
        "test",
        "test-key",
        "test_api_key_123",
        "fake",
        "fakeApiKey",
        "dummy",
        "dummy-key",
        "example",
        "${CO_API_KEY}",
        "{{ .Values.key }}",
        "{api_key}",
        "$CO_API_KEY",
        "%COHERE_KEY%",
        "***",
        "sk-...",
        "co-…",
        "CO_API_KEY",
        "COHERE_API_KEY",
        "cohere_api_key",
        "api-key",
        "key",
        "my-key",
        "token",
        "abc",
        "abc123",
        "1234567890",
        "00000000-0000-0000-0000-000000000000",
        "aaaaaaaa",
        "none",
        "no key set",
        "foo",
        "bar",
        "Bearer <token>",
        "Bearer ${token}",
        "op://vault/cohere/key",
        "arn:aws:secretsmanager:eu-west-1:1:secret:x",
        "ENC[AES256_GCM,data:x]",
        "@Microsoft.KeyVault(SecretUri=https://x)",
        "secret",
        "key1",
        "\"YOUR KEY\"",
        "abcdefghijklmnopqrstuvwxyzABCDEFGH123456",
        "YOURAPIKEYq7Zr2mXw9KdB4tLsVh8NcJ3yGpF6uTa",
    ] {
        assert!(is_placeholder(text), "{text:?}");
    }
}

#[test]
fn real_looking_credentials_are_no_placeholders() {
    for text in [
        KEY,
        "prod-9f8a7c6e5b",
        "hunter2-but-longer",
        "q7Zr2mXw9KdB4tLsVh8N",
        "Bearer q7Zr2mXw9KdB4tLsVh8N",
        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
        "Zq9",
    ] {
        assert!(!is_placeholder(text), "{text:?}");
    }
}

#[test]
fn masking_keeps_length_code_points_and_line_breaks() {
    let text = "a = \"secrét-日本-😀\r\nmore\"\nb";
    let start = text.find("sec").unwrap();
    let masked = mask(text, &[Span::new(start, text.find('b').unwrap() - 2)]);
    assert_eq!(masked, "a = \"****·**••*🞄\r\n****\"\nb");
    assert_eq!(masked.len(), text.len());
    assert_eq!(masked.chars().count(), text.chars().count());
}

#[test]
fn long_secrets_keep_two_characters_and_short_ones_none() {
    assert_eq!(mask(&format!("k='{KEY}'"), &[Span::new(3, 43)]), format!("k='q7{}'", "*".repeat(38)));
    assert_eq!(mask("k='hunter2'", &[Span::new(3, 10)]), "k='*******'");
}

#[test]
fn the_quotes_of_a_literal_stay() {
    assert_eq!(mask("k='hunter2'", &[Span::new(2, 11)]), "k='*******'");
    assert_eq!(mask("k=rb\"hunter2\";", &[Span::new(2, 13)]), "k=rb\"*******\";");
    assert_eq!(mask("k=\"\"\"hunter2\"\"\"", &[Span::new(2, 15)]), "k=\"\"\"*******\"\"\"");
}

#[test]
fn spans_may_overlap_and_lie() {
    assert_eq!(mask("abcdef", &[Span::new(1, 3), Span::new(2, 4), Span::new(1, 2)]), "a***ef");
    assert_eq!(mask("aé", &[Span::new(2, 2), Span::new(2, 9)]), "a·");
    assert_eq!(mask("ab", &[Span::new(7, 9), Span { start: 2, end: 1 }]), "ab");
    assert_eq!(mask("", &[Span::new(0, 4)]), "");
}

#[test]
fn credentials_of_any_vendor_are_masked_unasked() {
    let body = concat!("q7Zr2mXw9KdB4tLsVh8N", "cJ3yGpF6uTaRe1QoW5iD", "4tLsVh8N");
    let aws = concat!("q7Zr2mXw9/dB4tLsVh8N", "cJ3+GpF6uTaRe1QoW5iD");
    let pem = "MIIEpAIBAAKCAQEA";
    for line in [
        format!("CO_API_KEY={KEY}"),
        format!("cohere_key_{KEY}"),
        format!("open = 'sk-{body}'"),
        format!("anthropic: sk-ant-api03-{body}"),
        format!("github = \"ghp_{}\"", &body[..36]),
        format!("hugging=hf_{}", &body[..34]),
        "AKIAQ7ZR2MXW9KDB4TLS".to_owned(),
        format!("aws_secret_access_key={aws}"),
        format!("{{\"Authorization\": \"Bearer {}\"}}", &body[..24]),
        format!("authorization: bearer {}.x/y+{}==", &body[..20], &body[..9]),
        format!("jwt=eyJhbGciOiJIUzI1NiJ9.{body}.{body}"),
        format!("-----BEGIN RSA PRIVATE KEY-----\n{pem}\n-----END RSA PRIVATE KEY-----"),
        format!("postgres://app:{}@db/app", &body[..12]),
        format!("mail = SG.{}.{}", &body[..22], body),
    ] {
        let masked = mask(&line, &[]);
        for secret in [KEY, body, &body[2..12], aws, pem, "7ZR2MXW9KDB4TLS"] {
            assert!(!masked.contains(secret), "{line} → {masked}");
        }
        assert_eq!(masked.len(), line.len());
    }
}

#[test]
fn ordinary_code_is_left_alone() {
    let code = "import { CohereClientV2 } from 'cohere-ai'; // https://docs.cohere.com/v2/reference/chat\n\
                const sha = '356a192b7913b04c54574d18c28d46e6395428ab';\n\
                const x = headers('Bearer ' + token, `Bearer ${process.env.CO_API_KEY}`);\n\
                from sklearn.feature_extraction.text import TfidfVectorizer as sk_learn_text_vectorizer_v2\n\
                requests.get('https://user:${PASSWORD}@host/', headers={'Authorization': 'Bearer YOUR_API_KEY_GOES_HERE_1'})\n";
    assert_eq!(mask(code, &[]), code);
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    let started = std::time::Instant::now();
    for unit in ["eyJ.", "SG.", "PRIVATE KEY-----", "://a", "Bearer ", "eyJaaaaaaaaa.", "sk-", "a_", "secret "] {
        let text = unit.repeat(200_000 / unit.len());
        assert_eq!(mask(&text, &[]).len(), text.len());
    }
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn words_lose_the_secrets_they_quote() {
    assert_eq!(mask_words(&format!("`{KEY}` is no model"), &[]), "`q7**************************************` is no model");
    assert_eq!(mask_words("`hunter-2` is no model of hunter-22's", &["hunter-2", ""]), "`********` is no model of hunter-22's");
}
