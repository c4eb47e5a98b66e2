package io.keyturn.provider.vault;

/**
 * The token that a Vault Agent adds to requests without one.
 *
 * @param accessor tells it from the next one; it could be used to revoke it, so it goes into no
 *     message
 * @param life which the agent prolongs
 */
record AgentToken(String accessor, Life life) {
  /** What {@code auth/token/lookup-self} answered by way of the agent at this time. */
  static AgentToken of(Answer answer, long now) {
    String accessor = Json.text(Json.member(Json.data(answer), "accessor"));
    return new AgentToken(accessor, LookedUp.of(answer).life(now));
  }

  /** How long it lives. */
  @Override
  public String toString() {
    return "AgentToken[" + life + "]";
  }
}
