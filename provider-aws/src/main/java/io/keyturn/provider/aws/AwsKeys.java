package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;

/** What a store of type {@code aws} may be configured with. */
final class AwsKeys {
  /** The type, and the id of the store that what the SDK finds of the machine is for. */
  static final String TYPE = "aws";

  static final ProviderSettings.Key REGION =
      ProviderSettings.Key.optional(
          "region",
          Kind.TEXT,
          "Region of the secrets; for the store `aws` else `AWS_REGION`, then the " + "profile's.");
  static final ProviderSettings.Key ENDPOINT =
      ProviderSettings.Key.optional(
          "endpoint",
          Kind.URI,
          "Address in place of AWS's own; for the store `aws` else "
              + "`AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_ENDPOINT_URL`, then the profile's.");
  static final ProviderSettings.Key FALLBACK_REGIONS =
      ProviderSettings.Key.optional(
          "fallback-regions",
          Kind.TEXT,
          "Regions with replicas of the secrets, separated by commas; asked in this order while"
              + " `region` is away.");
  static final ProviderSettings.Key FALLBACK_ENDPOINTS =
      ProviderSettings.Key.optional(
          "fallback-endpoints",
          Kind.TEXT,
          "Their addresses in place of AWS's own, in the same order; required with `endpoint`.");
  static final ProviderSettings.Key FIPS =
      ProviderSettings.Key.optional(
          "fips",
          Kind.FLAG,
          "Whether AWS is asked at its FIPS addresses; for the store `aws` else"
              + " `AWS_USE_FIPS_ENDPOINT`, then the profile's. Not with `endpoint`.");
  static final ProviderSettings.Key DUAL_STACK =
      ProviderSettings.Key.optional(
          "dual-stack",
          Kind.FLAG,
          "Whether AWS is asked at its addresses for IPv4 and IPv6; for the store `aws` else"
              + " `AWS_USE_DUALSTACK_ENDPOINT`, then the profile's. Not with `endpoint`.");
  static final ProviderSettings.Key PROXY =
      ProviderSettings.Key.optional(
          "proxy",
          Kind.TEXT,
          "Proxy, `http://host:port`, that AWS is asked through; else `HTTPS_PROXY` (for an"
              + " `endpoint` of http `HTTP_PROXY`). What `NO_PROXY` names is asked directly.");
  static final ProviderSettings.Key PROFILE =
      ProviderSettings.Key.optional(
          "profile",
          Kind.TEXT,
          "Profile of `~/.aws/config` and `~/.aws/credentials`: its credentials and, "
              + "without `region`, its region; for the store `aws` else `AWS_PROFILE`.");
  static final ProviderSettings.Key ACCESS_KEY_ID =
      ProviderSettings.Key.optional(
          "access-key-id",
          Kind.SECRET,
          "Access key id, together with `secret-access-key` and not with `profile`; read "
              + "again for every request.");
  static final ProviderSettings.Key SECRET_ACCESS_KEY =
      ProviderSettings.Key.optional(
          "secret-access-key", Kind.SECRET, "Secret access key; read again for every request.");
  static final ProviderSettings.Key SESSION_TOKEN =
      ProviderSettings.Key.optional(
          "session-token",
          Kind.SECRET,
          "Session token of temporary credentials; read again for every request.");
  static final ProviderSettings.Key DESCRIBE =
      ProviderSettings.Key.optional(
              "describe",
              Kind.FLAG,
              "Whether a look asks `DescribeSecret` first, which decrypts nothing, and reads the "
                  + "value only where its version is another; needs a right of its own.")
          .withDefault("false");
  static final ProviderSettings.Key AGENT =
      ProviderSettings.Key.optional(
          "agent",
          Kind.URI,
          "Address of AWS's local agent on this machine, `http://localhost:2773`, that is asked in"
              + " place of AWS; then of the other keys only `agent-token`, `connect-timeout` and"
              + " `timeout` may be given.");
  static final ProviderSettings.Key AGENT_TOKEN =
      ProviderSettings.Key.optional(
          "agent-token",
          Kind.SECRET,
          "Token that the agent wants, required with `agent`; read again for every request.");
  static final ProviderSettings.Key CONNECT_TIMEOUT =
      ProviderSettings.Key.optional(
              "connect-timeout", Kind.DURATION, "How long a connection may take.")
          .withDefault("2s");
  static final ProviderSettings.Key ATTEMPT_TIMEOUT =
      ProviderSettings.Key.optional(
              "attempt-timeout", Kind.DURATION, "How long one attempt may take.")
          .withDefault("3s");
  static final ProviderSettings.Key TIMEOUT =
      ProviderSettings.Key.optional(
              "timeout",
              Kind.DURATION,
              "How long a request may take with its one repetition, and before it the search "
                  + "for credentials; divided among the regions where there are others.")
          .withDefault("10s");

  /** In the order of the page. */
  static final List<ProviderSettings.Key> ALL =
      List.of(
          REGION,
          ENDPOINT,
          FALLBACK_REGIONS,
          FALLBACK_ENDPOINTS,
          FIPS,
          DUAL_STACK,
          PROXY,
          PROFILE,
          ACCESS_KEY_ID,
          SECRET_ACCESS_KEY,
          SESSION_TOKEN,
          DESCRIBE,
          AGENT,
          AGENT_TOKEN,
          CONNECT_TIMEOUT,
          ATTEMPT_TIMEOUT,
          TIMEOUT);

  private AwsKeys() {}
}
