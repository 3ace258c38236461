"""Where many come at once, each passes in turn."""

import threading

from scoreboard.turnstile import Turnstile


def test_so_many_are_inside_at_most_and_everybody_comes_through() -> None:
    turnstile, inside, most, through = Turnstile(3), 0, 0, 0
    mutex = threading.Lock()

    def pass_through() -> None:
        nonlocal inside, most, through
        turnstile.enter()
        with mutex:
            inside += 1
            most = max(most, inside)
        with mutex:
            inside -= 1
            through += 1
        turnstile.leave()

    crowd = [threading.Thread(target=pass_through) for _ in range(200)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(10)
    assert through == 200
    assert most <= 3


def test_whoever_came_first_goes_first() -> None:
    turnstile, order = Turnstile(1), []
    turnstile.enter()

    def pass_through(number: int) -> None:
        turnstile.enter()
        order.append(number)
        turnstile.leave()

    crowd = [threading.Thread(target=pass_through, args=(number,)) for number in range(5)]
    for number, each in enumerate(crowd, 1):
        each.start()
        while turnstile.waiting < number:
            each.join(0.001)
    turnstile.leave()
    for each in crowd:
        each.join(10)
    assert order == [0, 1, 2, 3, 4]
