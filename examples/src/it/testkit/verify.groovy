// The documented tests passed, with canaries that only an active guard hands out; the leak was caught.
Closure report = { new File(basedir, "target/surefire-reports/mail.${it}.txt").text }
['TurnedKeyTest', 'PassedTtlTest'].each {
  assert report(it).contains('Tests run: 1, Failures: 0, Errors: 0, Skipped: 0')
}
assert report('LeakyTest').contains('Tests run: 1, Failures: 1, Errors: 0, Skipped: 0')
assert report('LeakyTest').contains('plain in the log of mail at TRACE, of Canary[made at mail.LeakyTest.tells_its_canary')
