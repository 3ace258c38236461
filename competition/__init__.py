"""People, programme and rules: what judging and the scoreboard stand on."""
