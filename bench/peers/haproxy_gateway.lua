-- Glue between HAProxy's filters and rewrite.lua: it waits for the whole body, then replaces it.
local rewrite = require("rewrite")(require "cjson.safe")
local gateway = { id = "gateway", flags = filter.FLT_CFG_FL_HTX }
gateway.__index = gateway

function gateway:new() return setmetatable({}, gateway) end

function gateway:http_headers(txn, message)
  local line = message:get_stline()
  if message.channel:is_resp() then
    self.status = tonumber(line.code)
  else
    self.word = line.method == "POST" and "start" or line.uri:find("?", 1, true) and "list" or "get"
    if self.word ~= "start" then return end
  end
  message:del_header("content-length")
  message:add_header("transfer-encoding", "chunked")
  filter.register_data_filter(self, message.channel)
end

function gateway:http_payload(txn, message)
  if not message:eom() then return 0 end
  local text = message:body()
  if not text then return end
  if message.channel:is_resp() then
    message:set(rewrite.answer(self.word, self.status, text, self.callee))
    return
  end
  local body, callee = rewrite.start_body(text)
  if not body then return end
  self.callee = callee
  message:set(body)
end

core.register_filter("gateway", gateway, function(at) return at end)
