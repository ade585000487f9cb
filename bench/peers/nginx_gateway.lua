-- Glue between nginx's phases and rewrite.lua.
local rewrite = require("rewrite")(require "cjson.safe")
local gateway = {}

local function refuse(status, text)
  ngx.status = status
  ngx.header.content_type = "application/json; charset=utf-8"
  ngx.print(text)
  return ngx.exit(status)
end

function gateway.request()
  local key = rewrite.native_key(ngx.var.http_apikey)
  if not key then return refuse(401, '{"error":"not authorized"}') end
  ngx.req.set_header("x-api-key", key)
  local word = ngx.var.uri:match("/call/(%a+)$")
  ngx.ctx.word = word
  if word == "start" then
    ngx.req.read_body()
    local body, callee = rewrite.start_body(ngx.req.get_body_data() or "")
    if not body then return refuse(400, callee) end
    ngx.ctx.callee = callee
    ngx.req.set_body_data(body)
    ngx.req.set_uri("/v1/calls")
  elseif word == "list" then
    ngx.req.set_uri("/v1/calls")
  elseif word == "get" then
    local id = ngx.var.arg_callId
    ngx.req.set_uri_args("")
    ngx.req.set_uri("/v1/calls/" .. id)
  else
    return refuse(404, '{"error":"404 page not found","code":"ROUTE_NOT_FOUND"}')
  end
end

function gateway.answer_head() ngx.header.content_length = nil end  -- what follows is chunked

function gateway.answer_body()
  local ctx, piece, last = ngx.ctx, ngx.arg[1], ngx.arg[2]
  if not ctx.word then return end
  if not last then
    ctx.pieces = ctx.pieces or {}
    ctx.pieces[#ctx.pieces + 1] = piece
    ngx.arg[1] = nil
    return
  end
  if ctx.pieces then
    ctx.pieces[#ctx.pieces + 1] = piece
    piece = table.concat(ctx.pieces)
  end
  ngx.arg[1] = rewrite.answer(ctx.word, ngx.status, piece, ctx.callee)
end

return gateway
