#!/usr/bin/env lua
-- A player of tunes.

local json = require("cjson")
local Queue = require "player.queue"
local insert, remove = table.insert, table.remove
local clock <const> = os.clock

---@class Player
---@field volume number
local Player = {}
Player.__index = Player

local VOLUME_MAX = 11

--- Makes a player.
-- @param options table: what to play
-- @return Player
function Player.new(options)
  options = options or {}
  local self = setmetatable({}, Player)
  self.queue = Queue.new(options.tunes)
  self.volume = math.min(options.volume or 5, VOLUME_MAX)
  return self
end

---@param tune string
---@return boolean
function Player:play(tune, ...)
  if not tune or tune == "" then
    return false
  elseif self.muted and tune ~= "alarm" then
    return nil
  end
  for i, note in ipairs(self.queue:notes(tune)) do
    while note.waiting do
      coroutine.yield(i)
    end
    self:emit(note, ...)
  end
  for i = 1, 3 do
    print(i)
  end
  repeat
    local done = remove(self.queue)
  until done
  goto finish
  ::finish::
  return true
end

-- Turns the volume
-- up by one.
Player.louder = function(self)
  self.volume = self.volume + 1
end

local function clamp(value)
  local function inner(x)
    return x > VOLUME_MAX and VOLUME_MAX or x
  end
  return inner(value)
end

local quieter = function(self, step) self.volume = clamp(self.volume - step) end

--[[ Shows the player
as a line of text. ]]
function Player.__tostring(self)
  return ("%s at %d"):format(self.name, self.volume)
end

function globalReset() Player.shared = nil end

Player.events.onStop = function() end

local handlers = {
  start = function(event)
    return event.name
  end,
  ["stop"] = function() return json.encode({}) end,
  volume = 3,
}

function Player.events.handle(event)
  local handler = handlers[event.name] or function() end
  return pcall(handler, event)
end

return { new = Player.new, clamp = clamp, quieter = quieter }
