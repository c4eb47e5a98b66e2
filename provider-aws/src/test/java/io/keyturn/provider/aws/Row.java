package io.keyturn.provider.aws;

import io.keyturn.testpages.WitnessTable;

/** What {@code docs/providers/aws.md} promises, each with a {@link Witness}. */
enum Row implements WitnessTable.Row {
  CONTENT("texts, bytes, members of JSON, also nested ones"),
  STAGE("`stage`, also a label of one's own"),
  VERSION("`version`"),
  PREVIOUS("a name of its own for the former version (caching-java#11, #19, #153)"),
  BATCH(
      "up to 20 secrets in one request, one outcome each (concourse#2924, external-secrets#1769)"),
  SINGLY("single reads where batches are not permitted, learned once"),
  PARTS("as many in one request as fit into an answer"),
  ARN("ARNs, in full and in part"),
  ACCOUNT("ARNs of another account"),
  SPELLING("what is no name or ARN, such as the form of ECS, is refused with what to write"),
  LOOKS("a look needs no more rights than a read (aws-cdk#6444, #7953, csi-provider-aws#394)"),
  REQUESTS("a look is one request, and one more where the failure may pass"),
  DESCRIBE("`describe`: looks that decrypt nothing"),
  RIGHTS("the rights of this page are enough, and none is too much"),
  SEARCH(
      "a configured source of credentials that fails ends the search (aws-sdk-java-v2#3555); what is not configured is passed over"),
  KEYS("keys that are locations in another store, read for every request"),
  PROFILE("a profile, and a role that it names"),
  WEB_IDENTITY("a role by web identity (EKS: IRSA)"),
  CONTAINER("the role of a task of ECS"),
  POD_IDENTITY("the role of a pod (EKS: Pod Identity)"),
  INSTANCE("the role of an instance, by IMDSv2"),
  RENEWED("credentials are asked for again before they end, token files read again each time"),
  REGION("the region is signed for, and its host is asked"),
  VPC("endpoints of a VPC"),
  VARIANT("FIPS and dual-stack addresses, of STS too"),
  VARIANT_AND_ENDPOINT("`endpoint` together with FIPS or dual-stack is refused at start"),
  PROXY("`proxy`, `HTTPS_PROXY` (aws-sdk-java-v2#3868)"),
  UNUSABLE_PROXY("what has a proxy that cannot be used is not asked without it, nor is STS"),
  KEPT_ALIVE("ten reads through a proxy are one tunnel"),
  NO_PROXY("`NO_PROXY`, with domains and ports"),
  METADATA("the addresses of container and instance are asked through no proxy"),
  FALLBACK(
      "while a region is away another one answers, without a turn (aws-secretsmanager-jdbc#227, csi-provider-aws#18, #151)"),
  FALLBACK_ORDER("which region answers is remembered; the first is asked again after a while"),
  FALLBACK_HANGS("of a region that hangs only the first look notices"),
  FALLBACK_AWAY("where no region answers, all are named"),
  FALLBACK_MISSING("what has no replica is unavailable, not missing"),
  FALLBACK_ARN("ARNs of replicas"),
  FALLBACK_LAGS("a replica that lags is doubted once"),
  FALLBACK_ROLE("roles are asked of the STS of the region that is asked"),
  OWN_CLIENT("a client of your own, whose failures are told as those of a store"),
  HTTP_CLIENTS("another HTTP client on the class path (spring-cloud-aws#977)"),
  TIMEOUTS("timeouts hold against a server that hangs or drips (caching-java#154)"),
  SIZE("nothing beyond 1 MiB is read"),
  THROTTLED("throttled"),
  DECRYPTION("not decrypted"),
  DELETED("scheduled for deletion, and restored"),
  EXPIRED("credentials that have ended"),
  SKEWED("a clock that is hours off"),
  MALFORMED("malformed answers"),
  HUGE("huge answers"),
  ROTATION(
      "AWS's four-step rotation under calls: none fails (aws-advanced-jdbc-wrapper#2097, aws-advanced-go-wrapper#470)"),
  MOVED_BACK("a stage that is moved back turns the application back"),
  EC2("the example for EC2"),
  ECS("the example for ECS"),
  IRSA("the example for EKS with IRSA"),
  POD("the example for EKS with Pod Identity"),
  LAMBDA("the example for Lambda"),
  AGENT_READS("by way of the local agent: texts, bytes, stages, versions, all names, ARNs"),
  AGENT_REFRESH(
      "a look asks the agent's cache, a full read has it ask AWS; a rejected value is replaced at once (caching-java#154)"),
  AGENT_TOKEN(
      "the agent's token is read for every request; where a wrong one is configured is told"),
  AGENT_AWAY("an agent that is away, and an AWS that is away from it, are unavailable"),
  AGENT_HIDES("what the agent hides from looks, with and without `ignore_transient_errors`"),
  AGENT_ALONE("the agent is asked through no proxy"),
  AGENT("the example for the local agent"),
  EXTENSION("the Lambda extension is asked alike"),
  FROZEN("a process that was stopped, as Lambda stops it, goes on and turns"),
  MOVING_IN("the samples of moving in"),
  SECRECY("no value and no credential in any log, but by the loggers that the page names");

  private final String text;

  Row(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
