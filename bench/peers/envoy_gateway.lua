-- Glue between Envoy's Lua filter and rewrite.lua.
package.path = "@PEERS@/?.lua;" .. package.path
package.cpath = "/usr/lib/x86_64-linux-gnu/lua/5.1/?.so;" .. package.cpath
local rewrite = require("rewrite")(require("cjson.safe"))

function envoy_on_request(handle)
  local headers = handle:headers()
  local key = rewrite.native_key(headers:get("apikey"))
  if not key then return handle:respond({ [":status"] = "401" }, '{"error":"not authorized"}') end
  headers:remove("apikey")
  headers:add("x-api-key", key)
  local word, query = headers:get(":path"):match("/call/(%a+)%??(.*)$")
  handle:streamInfo():dynamicMetadata():set("bench", "word", word)
  if word == "start" then
    headers:replace(":path", "/v1/calls")  -- what is set after the body was asked for is too late
    local body = handle:body()
    local native, callee = rewrite.start_body(body:getBytes(0, body:length()))
    if not native then return handle:respond({ [":status"] = "400" }, callee) end
    handle:streamInfo():dynamicMetadata():set("bench", "callee", callee)
    body:setBytes(native)
  elseif word == "list" then
    headers:replace(":path", "/v1/calls?" .. query)
  else
    headers:replace(":path", "/v1/calls/" .. query:match("callId=(.*)"))
  end
end

function envoy_on_response(handle)
  local known = handle:streamInfo():dynamicMetadata():get("bench")
  if not known then return end
  local body = handle:body()
  local status = tonumber(handle:headers():get(":status"))
  body:setBytes(rewrite.answer(known.word, status, body:getBytes(0, body:length()), known.callee))
end
