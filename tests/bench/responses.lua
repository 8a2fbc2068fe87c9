-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk: POST distinct friends' answers; each request is another responder by its User-Agent.
-- The salt makes rounds distinct too.
local count = 0
local salt = os.getenv("SALT") or "0"
local body = '{"answers":{"q1":"Very funny","q2":"Calm","q3":"Introverted","q4":"their laugh"}}'
function request()
  count = count + 1
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["User-Agent"] = "friend " .. salt .. "." .. count }, body)
end
