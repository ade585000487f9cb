-- What Ramal does to bodies, for peers that run Lua: as fast as a sensible author would write it on a JSON library, and
-- without most of the checks. `json` has encode, decode (nil for malformed text) and null.
local statuses = { INITIATED = "starting", ACCEPTED = "connected", REJECTED = "rejected", FAILED = "failed",
                   COMPLETED = "ended", MISSED = "ended" }
local states = { INITIATED = "ringing", RINGING = "ringing", ACCEPTED = "active", FAILED = "failed",
                 REJECTED = "ended", COMPLETED = "ended", MISSED = "ended" }
local directions = { INBOUND = "incoming", OUTBOUND = "outgoing" }
local keys = { ["bench-key"] = "ps_bench_5f2c9a1e7d3b4860a1c2e3f4" }

return function(json)
  local rewrite = {}
  local null = json.null

  function rewrite.native_key(client_key) return keys[client_key or ""] end

  -- The native body and the callee's digits; or nil and an error's body.
  function rewrite.start_body(text)
    local body = json.decode(text)
    local number = type(body) == "table" and body.number
    if type(number) ~= "string" then return nil, '{"error":"number is required","code":"VALIDATION_ERROR"}' end
    local digits = number:gsub("[+%-(). ]", "")
    if #digits < 8 or #digits > 15 or digits:find("%D") then
      return nil, '{"error":"invalid WhatsApp number","code":"VALIDATION_ERROR"}'
    end
    return json.encode({ to = "+" .. digits }), digits
  end

  -- Turns a native call into a client's, in place.
  local function call_object(c, callee)
    local native_id, external, status, direction = c.id, c.externalCallId, c.status, c.direction
    local shown = (external == nil or external == null) and native_id or external
    c.externalCallId = nil
    c.callId, c.id, c.nativeId, c.nativeStatus = shown, shown, native_id, status
    if status == "RINGING" then c.status = direction == "INBOUND" and "offered" or "ringing"
    else c.status = statuses[status] or tostring(status):lower() end
    c.state = states[status] or tostring(status):lower()
    c.direction = directions[direction] or (callee and "outgoing" or nil)
    local number = callee or c.peerNumber
    c.peerNumber = nil
    if type(number) == "string" then c.number, c.peer = number, number .. "@s.whatsapp.net" end
    c.video, c.mediaType = false, "audio"
    c.acceptedAt, c.connectedAt = c.connectedAt, nil
    return c
  end

  function rewrite.answer(word, status, text, callee)
    local body = json.decode(text)
    if type(body) ~= "table" then return '{"error":"malformed answer","code":"UPSTREAM_MALFORMED"}' end
    if status >= 400 then
      if body.code == "CALL_NOT_FOUND" then return '{"error":"call not found","code":"CALL_NOT_FOUND"}' end
      return json.encode({ error = body.error, code = body.code })
    end
    if word == "list" then
      local calls = body.calls
      for i = 1, #calls do call_object(calls[i]) end
      return json.encode({ message = "success", data = calls })
    end
    local object = json.encode(call_object(body, callee))
    local members = object:sub(2, -2)
    return '{"message":"success",' .. members .. ',"data":{' .. members .. '}}'
  end

  return rewrite
end
