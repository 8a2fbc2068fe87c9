#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""M/M/10 at rho = 0.9 in SimPy, for the ratio in the benchmark table. Prints: customers, CPU seconds, events/s, mean wait.

Works with SimPy 3 and 4 and with the SimPy 2 that Debian 12 packages as python3-simpy.
"""
import random
import sys
import time

CUSTOMERS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
SLOTS, RATE = 10, 9.0
random.seed(1)
waits = [0.0, 0]


def with_simpy3(simpy):
    def customer(env, slots):
        arrived = env.now
        with slots.request() as request:
            yield request
            waits[0] += env.now - arrived
            waits[1] += 1
            yield env.timeout(random.expovariate(1.0))

    def source(env, slots):
        for _ in range(CUSTOMERS):
            yield env.timeout(random.expovariate(RATE))
            env.process(customer(env, slots))

    env = simpy.Environment()
    env.process(source(env, simpy.Resource(env, capacity=SLOTS)))
    env.run()


def with_simpy2(module):
    class Customer(module.Process):
        def go(self, slots):
            arrived = module.now()
            yield module.request, self, slots
            waits[0] += module.now() - arrived
            waits[1] += 1
            yield module.hold, self, random.expovariate(1.0)
            yield module.release, self, slots

    class Source(module.Process):
        def go(self, slots):
            for _ in range(CUSTOMERS):
                yield module.hold, self, random.expovariate(RATE)
                customer = Customer()
                module.activate(customer, customer.go(slots))

    module.initialize()
    slots = module.Resource(capacity=SLOTS)
    source = Source()
    module.activate(source, source.go(slots))
    module.simulate(until=1e12)


try:
    import simpy as found
    run = with_simpy3
except ImportError:
    try:
        import SimPy.Simulation as found
        run = with_simpy2
    except ImportError:
        sys.exit("SimPy is not installed (Debian: python3-simpy)")

began = time.process_time()
run(found)
took = time.process_time() - began
print(f"{waits[1]} {took:.3f} {2 * waits[1] / took:.0f} {waits[0] / waits[1]:.4f}")
