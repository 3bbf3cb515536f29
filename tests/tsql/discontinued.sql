--- disk devices @80
DISK INIT NAME = 'a', PHYSNAME = 'c:\a.dat', VDEVNO = 2, SIZE = 1024; DISK RESIZE NAME = 'a', SIZE = 2048; DISK REINIT NAME = 'a', PHYSNAME = 'b', VDEVNO = 2, SIZE = 10; DISK MIRROR NAME = 'a', MIRROR = 'm'; DISK REFIT
--- disk devices, gone | 102:2
SELECT 1
DISK INIT NAME = 'a'
--- dump and load @90
DUMP DATABASE d TO DISK = 'a'; DUMP TRAN d TO dev; LOAD TRANSACTION d FROM dev
--- dump, gone | 156:1
DUMP TRAN d TO dev
